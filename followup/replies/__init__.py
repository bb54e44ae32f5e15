"""What the patient meant, and who must act."""

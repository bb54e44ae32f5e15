"""What should be said, and when: protocols, treatments, follow-ups and their schedule."""

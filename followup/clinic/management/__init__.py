"""What an operator runs about clinics."""

"""What an admin decides for the clinic, section by section."""

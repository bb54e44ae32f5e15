"""What knows nothing of clinics: the environment, the clock, later work, secrets, the log."""

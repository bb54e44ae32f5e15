"""Who: clinics, their staff and patients, how to reach them, and what they agreed to."""

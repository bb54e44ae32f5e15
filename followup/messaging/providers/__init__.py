"""Where vendors' words stop: Twilio for texts, any mail provider for email."""

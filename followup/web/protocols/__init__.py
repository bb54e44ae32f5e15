"""Protocols: the timetable of what is said after a treatment, and what would be said tomorrow."""

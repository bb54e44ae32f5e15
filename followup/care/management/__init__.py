"""The commands of care."""

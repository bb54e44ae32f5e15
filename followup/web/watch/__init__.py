"""For those who watch the system: health, and figures for a dashboard."""

"""Charts as SVG that a strict content policy lets through, each with its table."""

"""Review: the list of what waits, and one item of it."""

"""Import treatments."""

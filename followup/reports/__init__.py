"""Read-only questions over all of it."""

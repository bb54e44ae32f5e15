"""Import a file of treatments: upload it, say what its columns hold, see each row's fate."""

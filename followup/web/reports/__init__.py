"""Reports: each one question, answered by a picture, a table and a file."""

"""What the reports page asks of the rows: one question a file, each answered by one table."""

"""Overview: today in numbers that lead to their lists."""

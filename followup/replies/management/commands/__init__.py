"""Commands about what patients wrote."""

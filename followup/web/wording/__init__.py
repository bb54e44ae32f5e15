"""Templates: the words that patients get, seen, written, tried, published and restored."""

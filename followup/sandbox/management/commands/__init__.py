"""Commands that run inside the house of the demo and the story."""

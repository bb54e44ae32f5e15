"""Words out and in: templates, messages, and what the providers say of them."""

"""One message and all that is known of it, on a page that can be printed."""

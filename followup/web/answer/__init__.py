"""The patient's own page: answers by the link of a message, one question a page."""

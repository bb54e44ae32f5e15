"""Reads a patient's reply: how sore, how bruised, what is wanted, and which danger signs stand."""

from followup.replies.reader.read import read
from followup.replies.reader.reading import Asked, Bruising, Flag, Intent, Reading, Sign, Span

__all__ = ["Asked", "Bruising", "Flag", "Intent", "Reading", "Sign", "Span", "read"]

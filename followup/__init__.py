"""Followup: the texts after a dry-needling treatment, and the one short list for the therapist."""

__version__ = "0.1.0"

"""Treatments: the form that logs one, and what it will send."""

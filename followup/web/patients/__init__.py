"""Patients: finding them, their course, their contacts and consents."""

"""The staff's pages, by resource, and the patient's page."""

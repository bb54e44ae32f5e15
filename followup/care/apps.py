"""The Django app."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """`followup.care` under the label `care`."""

    name = "followup.care"
    label = "care"

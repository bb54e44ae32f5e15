"""The Django app."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """`followup.clinic` under the label `clinic`."""

    name = "followup.clinic"
    label = "clinic"

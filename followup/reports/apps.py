"""The Django app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """`followup.reports` under the label `reports`."""

    name = "followup.reports"
    label = "reports"

"""The Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """`followup.web` under the label `web`."""

    name = "followup.web"
    label = "web"

"""The Django app."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """`followup.messaging` under the label `messaging`."""

    name = "followup.messaging"
    label = "messaging"

"""The Django app."""

from django.apps import AppConfig


class RepliesConfig(AppConfig):
    """`followup.replies` under the label `replies`."""

    name = "followup.replies"
    label = "replies"

"""The Django app: only its commands, and only where SANDBOX is set."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """`followup.sandbox` under the label `sandbox`."""

    name = "followup.sandbox"
    label = "sandbox"

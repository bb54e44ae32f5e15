"""Every row carries its clinic, so that one filter can keep clinics apart."""

from django.apps import apps
from django.db.models import ForeignKey, Model

# The tenant itself, and what knows no patient: nothing else may be added lightly.
WITHOUT_A_CLINIC = {"clinic.Clinic"}
OURS = ("clinic", "care", "messaging", "replies", "reports", "web", "api")


def test_every_row_carries_its_clinic() -> None:
    loose = {model._meta.label for model in _models() if not _carries_clinic(model)}
    assert loose == WITHOUT_A_CLINIC


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def _carries_clinic(model: type[Model]) -> bool:
    fields = {field.name: field for field in model._meta.get_fields()}
    clinic = fields.get("clinic")
    return isinstance(clinic, ForeignKey) and not clinic.null

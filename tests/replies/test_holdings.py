"""No row and no word of a patient is forgotten when a record is exported, merged or erased."""

from django.apps import apps

from followup.clinic.models import Patient
from followup.lib.crypto import EncryptedJSONField, EncryptedTextField
from followup.replies.holdings import HOLDINGS

# Not of a patient; the patient's own columns are erased by name.
NOT_THEIRS = {
    "clinic.Staff.phone",
    "care.TreatmentImport.name",
    "care.TreatmentImport.header",
}
OURS = ("clinic", "care", "messaging", "replies")


def test_every_encrypted_column_is_known_to_erasure() -> None:
    known = {
        f"{holding.model._meta.label}.{name}" for holding in HOLDINGS for name in holding.blank
    }
    encrypted = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in OURS and model is not Patient
        for field in model._meta.fields
        if isinstance(field, EncryptedTextField | EncryptedJSONField)
    }
    assert encrypted - known == NOT_THEIRS


def test_every_row_that_names_a_patient_is_known() -> None:
    known = {holding.model for holding in HOLDINGS if holding.is_owned}
    naming = {
        model
        for model in apps.get_models()
        for field in model._meta.fields
        if field.related_model is Patient and model is not Patient
    }
    assert naming == known


def test_no_two_kinds_of_row_share_a_name_in_the_export() -> None:
    names = [holding.name for holding in HOLDINGS]
    assert len(names) == len(set(names))

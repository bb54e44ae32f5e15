"""Makes one record of two that are the same person: what one leaves open, the other fills."""

from followup.clinic.models import Anticoagulant, Patient


def join(*, kept: Patient, gone: Patient) -> None:
    """Fill `kept` from `gone`, and leave `gone` without a name, pointing to it."""
    _fill(kept, gone)
    number = "" if kept.external_id else gone.external_id
    gone.external_id = "" if number else gone.external_id
    gone.first_name = gone.last_name = gone.notes = ""
    gone.name_index, gone.merged_into = [], kept
    gone.save()
    # Where it went first: a number of the clinic's own records is held by one row.
    kept.external_id = kept.external_id or number
    kept.save()
    Patient.objects.filter(merged_into=gone).update(merged_into=kept)


def _fill(kept: Patient, gone: Patient) -> None:
    kept.time_zone = kept.time_zone or gone.time_zone
    kept.therapist_id = kept.therapist_id or gone.therapist_id
    kept.preferred_channel = kept.preferred_channel or gone.preferred_channel
    kept.neutral_words = kept.neutral_words or gone.neutral_words
    kept.anticoagulant = _more_careful(kept.anticoagulant, gone.anticoagulant)
    # Found by either name; the one that was given up is kept in writing.
    kept.name_index = sorted({*kept.name_index, *gone.name_index})
    also = gone.full_name if gone.full_name != kept.full_name else ""
    kept.notes = "\n".join(part for part in (kept.notes, also, gone.notes) if part)


def _more_careful(mine: str, theirs: str) -> str:
    """yes before no before unknown: a bruise on a blood thinner is looked at."""
    order = (Anticoagulant.YES, Anticoagulant.NO, Anticoagulant.UNKNOWN)
    return str(min(mine, theirs, key=lambda value: order.index(Anticoagulant(value))))

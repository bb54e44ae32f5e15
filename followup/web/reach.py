"""By which ways a patient can be written to at all: a working contact, and a consent to it."""

from followup.clinic import consent
from followup.clinic.models import Channel, Patient


def channels_of(patient: Patient) -> tuple[str, ...]:
    """The channels, as their values; none means that nothing will be sent."""
    working = patient.contact_points.filter(unreachable_at__isnull=True)
    present = set(working.values_list("channel", flat=True))
    return tuple(
        channel.value
        for channel in Channel
        if channel in present
        and consent.standing(patient_ids=[patient.pk], channel=channel)[patient.pk]
    )

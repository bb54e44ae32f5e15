"""By which ways a patient can be written to at all: a working contact, and a consent to it."""

from dataclasses import dataclass

from followup.clinic import consent, upkeep
from followup.clinic.models import Channel, Consent, ContactPoint, Patient
from followup.messaging.providers.twilio_words import fault_of

_UNREACHABLE = {
    "bounced": "Mail to it came back. Ask the patient.",
    "no_address": "There is no such address. Ask the patient.",
    "wrong_person": "Whoever has it says that they are somebody else. Ask the patient.",
}
_MOST_LINES = 100
_HOW = {
    "erased": "when the record was erased",
    "form": "on a form",
    "import": "by an import",
    "staff": "told to staff",
    "keyword": "by text",
    "words": "in their own words",
    "provider": "told to the provider",
    "unsubscribe": "by the link in an email",
}


@dataclass(frozen=True, slots=True)
class Way:
    """All that is known of one channel; `line` is the newest of the ledger, where there is one."""

    channel: Channel
    points: list[ContactPoint]
    line: Consent | None
    only_they_can: bool

    @property
    def how(self) -> str:
        """How the newest line came about, and by whom."""
        return how_it_came(self.line) if self.line else ""


def ways_of(patient: Patient) -> list[Way]:
    """Each channel, whether or not there is a contact or a consent."""
    points = list(patient.contact_points.all())
    lines = consent.ledger(patient_ids=[patient.pk]).get(patient.pk, {})
    return [
        Way(
            channel=channel,
            points=[point for point in points if point.channel == channel],
            line=lines.get(channel),
            only_they_can=upkeep.is_theirs_to_undo(patient=patient, channel=channel),
        )
        for channel in Channel
    ]


def how_it_came(line: Consent) -> str:
    """How a line of the ledger came about, and who wrote it down."""
    said = _HOW.get(line.how, line.how)
    return f"{said}, {line.by.name}" if line.by else said


def ledger_of(patient: Patient) -> list[Consent]:
    """Every line that was ever written, the newest first."""
    lines = Consent.objects.filter(patient=patient).select_related("by")
    return list(lines.order_by("-at", "-pk")[:_MOST_LINES])


def why_unreachable(code: str) -> str:
    """Why a phone or an address is not used, and what to do, from the code in its row."""
    return _UNREACHABLE.get(code) or fault_of(code).words


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

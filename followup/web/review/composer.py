"""What stands where a reply is written: by which ways it may go, what comes first, or why none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from followup.clinic.access import Act, may
from followup.clinic.models import Channel, ContactPoint, Patient, Staff
from followup.messaging import outbox
from followup.messaging.models import TAKEN_BACK, Message, MessageKind, Status
from followup.replies import canned, writing
from followup.replies.models import ReviewItem
from followup.web.reach import ways_of

_LOCAL = "%Y-%m-%dT%H:%M"


class ReplyForm(forms.Form):
    """`send_at` is on the patient's wall clock; `to_follow` the button that was pressed."""

    text = forms.CharField(
        label=_("Your reply"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    channel = forms.ChoiceField(
        choices=Channel.choices,
        error_messages={"required": _("Choose text or email.")},
    )
    send_at = forms.DateTimeField(
        label=_("Send it at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL),
        error_messages={"invalid": _("Write the day and the time at which it should go.")},
    )
    stop_asking = forms.BooleanField(required=False)
    seen_reply = forms.IntegerField(widget=forms.HiddenInput)
    seen_message = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self._zone = ZoneInfo(patient.time_zone or patient.clinic.time_zone)

    def clean_send_at(self) -> datetime | None:
        """As an instant: what was typed has no zone of its own but the patient's."""
        typed: datetime | None = self.cleaned_data["send_at"]
        if typed is None:
            return None
        wall = timezone.make_naive(typed)
        return wall.replace(tzinfo=self._zone)


@dataclass(frozen=True, slots=True)
class Open:
    """One way that is open, when a word on it goes, and whether that is later than now."""

    channel: str
    label: str
    point: ContactPoint
    goes_at: datetime
    waits: bool


def composer(
    item: ReviewItem, *, staff: Staff, at: datetime, form: ReplyForm | None = None
) -> dict[str, Any]:
    """The context of web/review/composer.html."""
    patient = item.patient
    if patient is None or item.closed_at is not None or not may(staff, Act.WRITE):
        return {"composer": None}
    patient.clinic = item.clinic = staff.clinic
    zone = ZoneInfo(patient.time_zone or patient.clinic.time_zone)
    ways = _open_ways(patient, at)
    chosen = _chosen(item, ways)
    return {
        "composer": {
            "ways": ways,
            "chosen": form.data.get("channel", chosen) if form else chosen,
            "closed_ways": [] if ways else ways_of(patient),
            "form": form or ReplyForm(patient=patient),
            "asking": writing.asking(patient.pk),
            "may_change_canned": may(staff, Act.EDIT_TEMPLATES),
            "canned": canned.for_patient(patient) if ways else [],
            "local_now": at.astimezone(zone),
            "zone": zone.key,
            "waiting": _waiting(patient),
        }
    }


def _open_ways(patient: Patient, at: datetime) -> list[Open]:
    points = [(channel, writing.way_to(patient, channel)) for channel in Channel]
    return [_open(patient, channel, point, at) for channel, point in points if point]


def _open(patient: Patient, channel: Channel, point: ContactPoint, at: datetime) -> Open:
    goes_at = outbox.by_day(patient.clinic, patient, channel, point.value, at)
    zone = ZoneInfo(patient.time_zone or patient.clinic.time_zone)
    return Open(channel.value, str(channel.label), point, goes_at.astimezone(zone), goes_at > at)


def _chosen(item: ReviewItem, ways: list[Open]) -> str:
    """The way by which they wrote, where it is open."""
    wrote_by = item.reply.inbound.channel if item.reply else ""
    channels = [way.channel for way in ways]
    return wrote_by if wrote_by in channels else next(iter(channels), "")


def _waiting(patient: Patient) -> list[Message]:
    """What staff wrote that has not gone yet."""
    queued = Message.objects.filter(patient=patient, kind=MessageKind.MANUAL, status=Status.QUEUED)
    return list(queued.select_related("staff").order_by("due_at"))


def draft_of(staff: Staff, item: ReviewItem, pk: str) -> str:
    """What they took back a moment ago, to go on with."""
    mine = Message.objects.visible_to(staff).filter(
        staff=staff, patient=item.patient_id, status=Status.FAILED, reason=TAKEN_BACK
    )
    taken: Message | None = mine.filter(pk=int(pk)).first() if pk.isdecimal() else None
    return taken.body if taken is not None and taken.channel == Channel.SMS else ""

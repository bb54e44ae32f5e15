"""What the pages of protocols share: the protocol of one's own clinic, and its line of stops."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from followup.care import drafting
from followup.care.draft_stops import KINDS, DraftStop
from followup.care.drafting import Desk
from followup.care.judging import Finding
from followup.care.models import FollowUp, FollowUpState, Protocol, Replanning
from followup.clinic.models import Staff
from followup.messaging import protocol_words
from followup.web.access import may_enter
from followup.web.protocols import phrases
from followup.web.requests import StaffRequest

_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class Said:
    """One finding in words; `slug` leads to its stop."""

    words: str
    slug: str
    is_grave: bool


class ChosenDay(forms.Form):
    """When an example patient was treated, on the clinic's wall clock."""

    treated = forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": gettext_lazy("Write a date and a time.")},
    )

    def clean_treated(self) -> datetime:
        treated: datetime = self.cleaned_data["treated"]
        if not _FIRST_YEAR <= treated.year <= _LAST_YEAR:
            raise forms.ValidationError(gettext_lazy("Write a date of this century."))
        return treated


def protocol_of(request: StaffRequest, pk: int) -> Protocol:
    visible = Protocol.objects.visible_to(request.user).select_related("clinic")
    protocol: Protocol = get_object_or_404(visible, pk=pk)
    return protocol


def page_of(desk: Desk, *, staff: Staff, at: datetime) -> dict[str, Any]:
    """The context of the protocol's page."""
    protocol = desk.protocol
    return {
        "desk": desk,
        "protocol": protocol,
        "stops": desk.stops,
        "found": found_in(protocol, desk.stops, at=at),
        "examples": drafting.examples_of(clinic=protocol.clinic, stops=desk.stops, at=at),
        "treated": ChosenDay(),
        "versions": versions_of(protocol),
        "running": running_on_older(desk),
        "replanning": Replanning.objects.filter(protocol=protocol, finished_at=None).first(),
        "may_edit": may_enter(staff, "protocol_stop_removal") and not protocol.archived_at,
        "may_keep": may_enter(staff, "protocol_revival"),
        "kinds": [(name, phrases.kind(name)) for name in KINDS],
    }


def found_in(protocol: Protocol, stops: Sequence[DraftStop], *, at: datetime) -> list[Said]:
    """What keeps it from being published, then what is worth a second look."""
    judged: list[Finding] = [
        *drafting.findings_of(protocol=protocol, stops=stops, at=at),
        *protocol_words.findings(clinic=protocol.clinic, stops=stops, at=at),
    ]
    return [
        Said(phrases.finding(finding, stops), finding.slug, finding.grave) for finding in judged
    ]


def versions_of(protocol: Protocol) -> list[Any]:
    """The newest first, each with how many follow-ups run by it."""
    versions = list(protocol.versions.select_related("published_by"))
    active = FollowUp.objects.filter(version__protocol=protocol, state=FollowUpState.ACTIVE)
    running = dict(active.values_list("version").annotate(Count("pk")))
    return [(version, running.get(version.pk, 0)) for version in versions]


def running_on_older(desk: Desk) -> int:
    """How many follow-ups run by an older version than the newest."""
    if desk.version is None:
        return 0
    older = FollowUp.objects.filter(
        ~Q(version=desk.version), version__protocol=desk.protocol, state=FollowUpState.ACTIVE
    )
    return older.count()

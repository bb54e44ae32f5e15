"""The draft of a protocol: what lies before whoever edits it, each change, and its undoing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from followup.care.differences import is_same
from followup.care.draft_stops import DraftStop, in_order, read, written
from followup.care.examples import Caps, Example, examples
from followup.care.judging import Finding, judged
from followup.care.models import Protocol, ProtocolDraft, ProtocolVersion, Step
from followup.care.whose_hours import hours_of
from followup.clinic import audit
from followup.clinic.models import Clinic, Staff


class NotChanged(ValueError):
    """A change that is not made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A protocol as it lies before whoever edits it; `mark` tells whether it changed meanwhile."""

    protocol: Protocol
    version: ProtocolVersion | None
    draft: ProtocolDraft | None
    published: tuple[DraftStop, ...]
    stops: tuple[DraftStop, ...]

    @property
    def mark(self) -> str:
        """The published version and the draft's revision."""
        return f"{self.version.number if self.version else 0}.{_revision(self.draft)}"

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to publish."""
        return self.version is None or not is_same(self.published, self.stops)


def desk_of(protocol: Protocol) -> Desk:
    """The draft where there is one, beside the newest version."""
    version = protocol.versions.prefetch_related("steps").first()
    draft = ProtocolDraft.objects.filter(protocol=protocol).select_related("changed_by").first()
    published = stops_of(version) if version else ()
    return Desk(
        protocol=protocol,
        version=version,
        draft=draft,
        published=published,
        stops=in_order(read(draft.stops)) if draft else published,
    )


def stops_of(version: ProtocolVersion) -> tuple[DraftStop, ...]:
    """The steps of a version as plain values."""
    return in_order(_stop(step) for step in version.steps.all())


def examples_of(*, clinic: Clinic, stops: Sequence[DraftStop], at: datetime) -> tuple[Example, ...]:
    """Example days in the clinic's hours, zone and caps."""
    return examples(
        stops=stops,
        hours=hours_of(clinic),
        zone=ZoneInfo(clinic.time_zone),
        caps=caps_of(clinic),
        at=at,
    )


def caps_of(clinic: Clinic) -> Caps:
    return Caps(clinic.cap_per_day, clinic.cap_per_week)


def findings_of(*, protocol: Protocol, stops: Sequence[DraftStop], at: datetime) -> list[Finding]:
    """What keeps these stops from being published, then what is worth a second look."""
    shown = examples_of(clinic=protocol.clinic, stops=stops, at=at)
    return judged(stops=stops, examples=shown, regions=protocol.regions)


@transaction.atomic
def keep(
    *, protocol: Protocol, stops: Sequence[DraftStop], mark: str, at: datetime, by: Staff
) -> Desk:
    """Store these stops as the draft; raises NotChanged where somebody was faster."""
    desk = locked(protocol, mark)
    ProtocolDraft.objects.update_or_create(
        protocol=protocol,
        defaults={
            "clinic_id": protocol.clinic_id,
            "stops": written(stops),
            "before": written(desk.stops),
            "revision": _revision(desk.draft) + 1,
            "changed_at": at,
            "changed_by": by,
        },
    )
    note(protocol, "protocol.drafted", at, by)
    return desk_of(protocol)


@transaction.atomic
def take_back(*, protocol: Protocol, mark: str, at: datetime, by: Staff) -> Desk:
    """The draft as it was before its last change; taken back twice, it stands again."""
    desk = locked(protocol, mark)
    if desk.draft is None or desk.draft.before is None:
        raise NotChanged(_("There is nothing to take back."))
    return keep(protocol=protocol, stops=read(desk.draft.before), mark=mark, at=at, by=by)


def locked(protocol: Protocol, mark: str) -> Desk:
    """The desk, with the protocol locked; raises NotChanged where it is not as it was seen."""
    Protocol.objects.select_for_update().get(pk=protocol.pk)
    desk = desk_of(protocol)
    if desk.mark != mark:
        raise NotChanged(
            _(
                "{name} changed this protocol while you were at it. Your change was not stored. "
                "Look at what it is now, and make it again."
            ).format(name=_who(desk))
        )
    return desk


def note(protocol: Protocol, act: str, at: datetime, by: Staff, **details: int) -> None:
    """One line of the audit log on a protocol."""
    audit.record(
        clinic_id=protocol.clinic_id,
        act=act,
        subject="protocol",
        subject_id=protocol.pk,
        at=at,
        by=by,
        details=details,
    )


def _who(desk: Desk) -> str:
    by = desk.draft.changed_by if desk.draft else desk.version and desk.version.published_by
    return by.name if by else "Somebody"


def _revision(draft: ProtocolDraft | None) -> int:
    return draft.revision if draft else 0


def _stop(step: Step) -> DraftStop:
    return DraftStop(
        slug=step.slug,
        kind=step.kind,
        anchor=step.anchor,
        offset_days=step.offset_days,
        offset_minutes=step.offset_minutes,
        window=step.window,
        useful_minutes=step.useful_minutes,
        asks=tuple(step.asks),
        nudge_days=step.nudge_days,
        stop_rule=step.stop_rule,
        channels=tuple(step.channels),
    )

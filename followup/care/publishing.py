"""Publish a protocol's draft as a version; copy a protocol; give it another name."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from followup.care import shipped
from followup.care.draft_stops import DraftStop, written
from followup.care.drafting import NotChanged, desk_of, findings_of, locked, note
from followup.care.models import Protocol, ProtocolDraft, ProtocolVersion, Step
from followup.clinic.models import Staff


@transaction.atomic
def publish_draft(*, protocol: Protocol, mark: str, at: datetime, by: Staff) -> ProtocolVersion:
    """The draft as a new version, for treatments from now on; those that run keep theirs."""
    desk = locked(protocol, mark)
    if not desk.is_changed:
        raise NotChanged(_("Nothing has been changed since the last version."))
    if any(finding.grave for finding in findings_of(protocol=protocol, stops=desk.stops, at=at)):
        raise NotChanged(_("This cannot be published yet. Mend what is listed first."))
    version = shipped.publish(
        protocol=protocol, steps=[_step(stop) for stop in desk.stops], at=at, by=by
    )
    ProtocolDraft.objects.filter(protocol=protocol).delete()
    note(protocol, "protocol.published", at, by, version=version.number)
    return version


@transaction.atomic
def copy(*, protocol: Protocol, name: str, at: datetime, by: Staff) -> Protocol:
    """A protocol of its own with the same stops as a draft; no region follows it yet."""
    twin: Protocol = Protocol.objects.create(
        clinic_id=protocol.clinic_id, slug=_free_slug(protocol), name=name, regions=[]
    )
    stops = desk_of(protocol).stops
    ProtocolDraft.objects.create(
        clinic_id=twin.clinic_id, protocol=twin, stops=written(stops), changed_at=at, changed_by=by
    )
    note(twin, "protocol.copied", at, by, source=protocol.pk)
    return twin


@transaction.atomic
def rename(*, protocol: Protocol, name: str, at: datetime, by: Staff) -> None:
    Protocol.objects.filter(pk=protocol.pk).update(name=name)
    note(protocol, "protocol.renamed", at, by)


def _free_slug(protocol: Protocol) -> str:
    taken = set(Protocol.objects.of(protocol.clinic_id).values_list("slug", flat=True))
    base = protocol.slug[:40]
    return next(slug for n in range(2, 1000) if (slug := f"{base}-{n}") not in taken)


def _step(stop: DraftStop) -> Step:
    lists = {"asks": list(stop.asks), "channels": list(stop.channels)}
    return Step(**{**asdict(stop), **lists})

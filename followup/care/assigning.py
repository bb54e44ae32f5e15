"""Which regions and conditions follow which protocol; put a protocol away, or use it again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from followup.care import shipped
from followup.care.drafting import NotChanged, note
from followup.care.models import Protocol
from followup.clinic import audit
from followup.clinic.models import Clinic, Staff


@transaction.atomic
def assign(
    *,
    clinic: Clinic,
    regions: Mapping[str, int],
    conditions: Mapping[int, Sequence[str]],
    fallback: int | None,
    at: datetime,
    by: Staff,
) -> None:
    """Say which protocol each region follows, and each condition; the ids are those in use."""
    rows = list(Protocol.objects.of(clinic).select_for_update().order_by("pk"))
    in_use = {version.protocol_id for version in shipped.newest_versions(clinic)}
    wanted = {*regions.values(), *conditions, *([fallback] if fallback else [])}
    if not wanted <= in_use:
        raise NotChanged(_("One of these protocols has been put away meanwhile. Choose again."))
    Protocol.objects.of(clinic).update(is_fallback=False)
    for row in rows:
        kept = [region for region in row.regions if region not in regions]
        row.regions = kept + [region for region, pk in regions.items() if pk == row.pk]
        row.conditions = list(conditions.get(row.pk, row.conditions))
        row.is_fallback = row.pk == fallback
        row.save(update_fields=["regions", "conditions", "is_fallback"])
    audit.record(
        clinic_id=clinic.pk, act="protocols.assigned", subject="clinic", subject_id=clinic.pk,
        at=at, by=by, details={"regions": dict(regions), "fallback": fallback},
    )  # fmt: skip


@transaction.atomic
def archive(*, protocol: Protocol, to: Protocol | None, at: datetime, by: Staff) -> None:
    """Put it away; what used it uses `to` from then on. Follow-ups that run go on."""
    rows = list(Protocol.objects.of(protocol.clinic_id).select_for_update().order_by("pk"))
    locked = next(row for row in rows if row.pk == protocol.pk)
    heir = next((row for row in rows if to and row.pk == to.pk), None)
    _refuse_to_archive(locked, heir, rows)
    regions, conditions, is_fallback = locked.regions, locked.conditions, locked.is_fallback
    locked.regions, locked.conditions, locked.is_fallback = [], [], False
    locked.archived_at = at
    locked.save(update_fields=["regions", "conditions", "is_fallback", "archived_at"])
    if heir:
        heir.regions, heir.conditions = heir.regions + regions, heir.conditions + conditions
        heir.is_fallback = heir.is_fallback or is_fallback
        heir.save(update_fields=["regions", "conditions", "is_fallback"])
    note(locked, "protocol.archived", at, by, **({"to": heir.pk} if heir else {}))


@transaction.atomic
def revive(*, protocol: Protocol, at: datetime, by: Staff) -> None:
    """Use it again; which regions do is said anew."""
    if Protocol.objects.filter(pk=protocol.pk, archived_at__isnull=False).update(archived_at=None):
        note(protocol, "protocol.revived", at, by)


def _refuse_to_archive(protocol: Protocol, heir: Protocol | None, rows: Sequence[Protocol]) -> None:
    if protocol.archived_at:
        raise NotChanged(_("This protocol has been put away already."))
    if heir is not None and (heir == protocol or heir.archived_at or not heir.versions.exists()):
        raise NotChanged(_("Choose a published protocol that is in use."))
    if heir is None and (protocol.regions or protocol.conditions or protocol.is_fallback):
        raise NotChanged(_("Regions follow this protocol. Choose which one they follow instead."))
    others = [row for row in rows if row.archived_at is None and row != protocol]
    if not any(row.versions.exists() for row in others):
        raise NotChanged(_("This is the only protocol. Publish another one first."))

"""Bring the running follow-ups of a protocol to its newest version, in batches.

Each batch holds its patients' rows and then the messages' own, so that no worker, reply or STOP
decides about them at the same moment: what was claimed before stays with whoever claimed it.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from followup.care.drafting import NotChanged, note
from followup.care.models import (
    FollowUp,
    PlannedMessage,
    PlannedState,
    Protocol,
    ProtocolVersion,
    Replanning,
)
from followup.care.replan_changes import Change
from followup.care.replan_forecast import BATCH, Replanned, changes_of, running, totals
from followup.care.schedule import Slot
from followup.clinic.models import AuditEvent, Patient, Staff

_COUNTED = ("moved", "added", "dropped")


def start(*, protocol: Protocol, at: datetime, by: Staff) -> Replanning:
    """A run over all that follow an older version; raises NotChanged where there is nothing."""
    version = protocol.versions.first()
    total = running(version).count() if version else 0
    if version is None or not total:
        raise NotChanged(_("No follow-up runs by an older version."))
    try:
        with transaction.atomic():
            run: Replanning = Replanning.objects.create(
                clinic_id=protocol.clinic_id, protocol=protocol, version=version,
                started_at=at, started_by=by, total=total,
            )  # fmt: skip
            note(protocol, "protocol.replanning", at, by, version=version.number, total=total)
    except IntegrityError:
        raise NotChanged(_("Follow-ups of this protocol are being replanned already.")) from None
    return run


@transaction.atomic
def carry_on(*, at: datetime) -> bool:
    """One batch of the oldest run that is not finished; whether there is more to do."""
    waiting = Replanning.objects.select_for_update(skip_locked=True, of=("self",))
    run = waiting.filter(finished_at=None).select_related("version__clinic").order_by("pk").first()
    if run is None:
        return False
    left = running(run.version).filter(pk__gt=run.after)
    ids = list(left.values_list("pk", flat=True)[:BATCH])
    if ids:
        _count(run, ids, _replan(ids, run, at))
    if len(ids) < BATCH:
        run.finished_at = at
    run.save()
    return bool(ids)


def _replan(ids: Sequence[int], run: Replanning, at: datetime) -> list[Replanned]:
    _hold(ids)
    found = changes_of(ids, run.version, at)
    _keep(found, run.version)
    for each in found:
        for change in each.telling:
            _write(each.follow_up, change, run.version, at)
    FollowUp.objects.filter(pk__in=[each.follow_up.pk for each in found]).update(
        version=run.version
    )
    AuditEvent.objects.bulk_create(_audit_line(each, run, at) for each in found if each.telling)
    return found


def _hold(ids: Sequence[int]) -> None:
    patients = FollowUp.objects.filter(pk__in=ids).values("patient")
    held = Patient.objects.select_for_update(no_key=True).filter(pk__in=patients)
    list(held.order_by("pk").values_list("pk"))
    follow_ups = FollowUp.objects.filter(pk__in=ids)
    list(follow_ups.select_for_update().order_by("pk").values_list("pk"))
    rows = PlannedMessage.objects.filter(follow_up__in=ids)
    list(rows.select_for_update().order_by("pk").values_list("pk"))


def _keep(found: Sequence[Replanned], version: ProtocolVersion) -> None:
    """What goes as planned goes with the questions, nudge and channels of the new version."""
    kept: dict[str, list[int]] = defaultdict(list)
    for each in found:
        for change in each.changes:
            if change.what == "kept" and change.pk:
                kept[change.slug].append(change.pk)
    for step in version.steps.all():
        PlannedMessage.objects.filter(pk__in=kept[step.slug]).update(step=step)


def _write(follow_up: FollowUp, change: Change, version: ProtocolVersion, at: datetime) -> None:
    if change.slot is None:
        rows = PlannedMessage.objects.filter(pk=change.pk or 0)
        rows.update(state=PlannedState.CANCELLED, reason=change.reason, settled_at=at)
        return
    step = next(step for step in version.steps.all() if step.slug == change.slug)
    fields = {"step": step, **_as_in(change.slot, at)}
    if change.pk:
        PlannedMessage.objects.filter(pk=change.pk).update(**fields)
        return
    PlannedMessage.objects.create(
        clinic_id=follow_up.clinic_id,
        follow_up=follow_up,
        patient_id=follow_up.patient_id,
        kind=change.kind,
        **fields,
    )


def _as_in(slot: Slot, at: datetime) -> dict[str, object]:
    return {
        "due_at": slot.due_at,
        "expires_at": slot.expires_at,
        "moved_because": "" if slot.left_out else slot.moved_because or "replanned",
        "state": PlannedState.SKIPPED if slot.left_out else PlannedState.PLANNED,
        "reason": slot.left_out,
        "settled_at": at if slot.left_out else None,
    }


def _count(run: Replanning, ids: Sequence[int], found: Sequence[Replanned]) -> None:
    counted = totals(found)
    run.after, run.done = ids[-1], run.done + len(ids)
    for what in _COUNTED:
        setattr(run, what, getattr(run, what) + counted[what])


def _audit_line(each: Replanned, run: Replanning, at: datetime) -> AuditEvent:
    counted = totals([each])
    return AuditEvent(
        clinic_id=run.clinic_id,
        at=at,
        by=run.started_by,
        act="follow_up.replanned",
        subject="follow_up",
        subject_id=each.follow_up.pk,
        details={what: counted[what] for what in _COUNTED} | {"version": run.version.number},
    )

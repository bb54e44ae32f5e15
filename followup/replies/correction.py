"""Staff correct what the program read: the old reading is kept beside, and the newest counts."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from followup.clinic import access, audit
from followup.clinic.access import Act
from followup.clinic.models import Staff
from followup.replies import heeding, judging, reconsidering
from followup.replies.models import Reader, ReadingRecord, Reply
from followup.replies.reader import Intent, Reading
from followup.replies.readings import newest_readings
from followup.replies.rereading import UNCHANGED, Changes, Left, reread
from followup.replies.triage import Urgency

_ACTED_ON = frozenset({Intent.OPT_OUT, Intent.WRONG_PERSON})


class NotCorrected(ValueError):
    """A correction that cannot be made, or taken back, in this way; the text says what to do."""


@transaction.atomic
def correct(
    *,
    reply: Reply,
    by: Staff,
    at: datetime,
    soreness: int | Left | None = UNCHANGED,
    bruising: str | Left | None = UNCHANGED,
    intent: Collection[str] | Left = UNCHANGED,
    flags: Collection[str] | Left = UNCHANGED,
) -> ReadingRecord:
    """Say what a reply says; what is not named stays as it was read.

    `soreness` is 0 to 10, `bruising` one of none, small, large, present; None means not said.
    `flags` names every danger sign and milder sign that stands (`rereading.flag_names`,
    `sign_names`). It is judged anew: what is more urgent is on the list at once, what is less
    is lowered there as far as the patient's other replies allow, and never closed. A wish to
    stop that the program missed is heeded. Raises NotAllowed, NotCorrected, or NoSuchValue.
    """
    changes = Changes(soreness=soreness, bruising=bruising, intent=intent, flags=flags)
    locked = _locked(reply, by)
    before = newest_readings([locked.pk]).get(locked.pk)
    now = reread(words=locked.words, before=before, changes=changes, noted_by=f"noted by {by.name}")
    if before is not None and not _differs(before, now):
        raise NotCorrected("This is what the reading says already. Nothing was changed.")
    _heed(locked, before, now, at)
    record = _record(locked, before, now, by, at)
    _follow(locked, before, record, by, at)
    _note("corrected", record, by, at, changed=changes.named())
    return record


@transaction.atomic
def undo(*, correction: ReadingRecord, by: Staff, at: datetime) -> ReadingRecord | None:
    """Take the newest correction back; the reading that counts now. Consent stays as it is."""
    locked = _locked(correction.reply, by)
    newest = newest_readings([locked.pk]).get(locked.pk)
    if newest is None or newest.pk != correction.pk or newest.reader != Reader.STAFF:
        raise NotCorrected("This is not the newest correction any more. Nothing was changed.")
    newest.undone_at, newest.undone_by = at, by
    newest.save(update_fields=["undone_at", "undone_by"])
    now = newest_readings([locked.pk]).get(locked.pk)
    _follow(locked, newest, now, by, at)
    _note("correction taken back", newest, by, at)
    return now


def _locked(reply: Reply, by: Staff) -> Reply:
    """The reply, if they may correct it, so that two corrections come one after the other."""
    access.require(by, Act.CORRECT)
    rows = Reply.objects.visible_to(by).select_for_update(of=("self",))
    found: Reply | None = rows.filter(pk=reply.pk).first()
    if found is None:
        raise access.NotAllowed("This reply belongs to another clinic.")
    return found


def _differs(before: ReadingRecord, now: Reading) -> bool:
    signs = {str(what)[5:] for _, _, what in before.spans if str(what).startswith("sign:")}
    return (
        not before.understood
        or before.soreness != now.soreness
        or before.bruising != (now.bruising or "")
        or set(before.intents) != set(now.intents)
        or set(before.flags) != {flag.name for flag in now.flags}
        or signs != {sign.name for sign in now.signs}
    )


def _heed(reply: Reply, before: ReadingRecord | None, now: Reading, at: datetime) -> None:
    """A STOP that the program missed is a STOP; nobody is written to about it so late."""
    known = set(before.intents) if before else set()
    missed = tuple(each for each in now.intents if each in _ACTED_ON and each not in known)
    if missed:
        heeding.heed_missed(inbound=reply.inbound, missed=missed, at=at)


def _record(
    reply: Reply, before: ReadingRecord | None, now: Reading, by: Staff, at: datetime
) -> ReadingRecord:
    verdict = judging.judged(
        now,
        asked=reply.asked,
        patient=reply.patient,
        check_in=reply.check_in,
        follow_up=reply.follow_up,
        hours_after=reply.hours_after,
    )
    doubts = [r for r in (before.reasons if before else []) if r[0] in reconsidering.DOUBTS]
    is_doubted = bool(doubts) and verdict.urgency is Urgency.ROUTINE
    record: ReadingRecord = ReadingRecord.objects.create(
        clinic_id=reply.clinic_id,
        reply=reply,
        reader=Reader.STAFF,
        by=by,
        soreness=now.soreness,
        bruising=now.bruising or "",
        intents=list(now.intents),
        flags=[flag.name for flag in now.flags],
        spans=[[span.start, span.end, span.what] for span in now.spans],
        urgency=Urgency.ATTENTION if is_doubted else verdict.urgency,
        emergency=verdict.emergency,
        reasons=[*([reason.code, reason.words] for reason in verdict.reasons), *doubts],
        at=at,
    )
    return record


def _follow(
    reply: Reply,
    before: ReadingRecord | None,
    now: ReadingRecord | None,
    by: Staff,
    at: datetime,
) -> None:
    if reply.check_in is not None:
        reconsidering.recount(check_in=reply.check_in, before=before, now=now, at=at)
    reconsidering.relist(reply=reply, before=before, now=now, by=by, at=at)


def _note(act: str, record: ReadingRecord, by: Staff, at: datetime, **details: object) -> None:
    """Which values, not what they are: the readings themselves keep that."""
    audit.record(
        clinic_id=record.clinic_id,
        act=act,
        subject="reply",
        subject_id=record.reply_id,
        at=at,
        by=by,
        details={"reading": record.pk, **details},
    )

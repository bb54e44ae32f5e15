"""What follows when another reading of a reply counts: for the round of questions and the list."""

from collections.abc import Sequence
from datetime import datetime

from followup.care import planning
from followup.care.models import CheckIn, CheckInState
from followup.clinic.models import Staff
from followup.replies import review
from followup.replies.judging import RANKS
from followup.replies.models import ItemKind, Rank, Reader, ReadingRecord, Reply, ReviewItem
from followup.replies.opening import open_item
from followup.replies.readings import newest_readings

# Why it is not certain whose words these are; only a person takes such a reply into a round.
DOUBTS = frozenset({"stranger", "shared", "other_mailbox", "to_a_person"})
# What was done at once; it says nothing of how urgent the reply was.
_DONE = frozenset({"opted_out", "opted_in", "held_back", "keyword"})
_NOTHING = frozenset({"nothing", "expected"})


def recount(
    *, check_in: CheckIn, before: ReadingRecord | None, now: ReadingRecord | None, at: datetime
) -> None:
    """What the patient said in this round, where the reading that counts changed it."""
    said = _said_in(check_in)
    if _soreness(before) != _soreness(now):
        scores = [each.soreness for each in said if each.soreness is not None]
        check_in.soreness = scores[-1] if scores else None
    if _bruising(before) != _bruising(now):
        bruises = [each.bruising for each in said if each.bruising]
        check_in.bruising = bruises[-1] if bruises else ""
    check_in.save(update_fields=["soreness", "bruising"])
    answered = check_in.soreness is not None or check_in.bruising
    if answered and check_in.state != CheckInState.ANSWERED:
        planning.answered(check_in=check_in, at=at)


def relist(
    *,
    reply: Reply,
    before: ReadingRecord | None,
    now: ReadingRecord | None,
    by: Staff,
    at: datetime,
) -> None:
    """The patient's line on the list: raised at once, lowered as far as all their replies allow.

    It is never closed by this: that a person has looked is theirs to say.
    """
    rank = _rank(now)
    line = _open_line(reply)
    if line is not None and rank >= line.rank:
        _lower(line, reply, before, now, at)
    elif rank < _rank(before) or (line is None and rank < Rank.ROUTINE):
        _raise(reply, now, by, at)


def _raise(reply: Reply, now: ReadingRecord | None, by: Staff, at: datetime) -> None:
    reasons = now.reasons if now else []
    codes = {str(code) for code, _ in reasons}
    if reply.patient_id and _rank(now) == Rank.URGENT:
        planning.pause(patient_id=reply.patient_id, at=at)
    item = open_item(
        clinic_id=reply.clinic_id,
        kind=ItemKind.STRANGER if "stranger" in codes else ItemKind.REPLY,
        rank=_rank(now),
        reasons=[reason for reason in reasons if reason[0] not in _NOTHING],
        at=at,
        patient=reply.patient,
        follow_up=reply.follow_up,
        reply=reply,
        inbound=reply.inbound,
    )
    # Who says so has it before them: nobody else need be woken.
    review.mark_opened(item=item, by=by, at=at)


def _lower(
    line: ReviewItem,
    reply: Reply,
    before: ReadingRecord | None,
    now: ReadingRecord | None,
    at: datetime,
) -> None:
    others = _other_readings(line, reply)
    gone = _words(before) - _words(now, *others)
    kept = [reason for reason in line.reasons if tuple(reason) not in gone]
    kept += [list(reason) for reason in (now.reasons if now else []) if reason not in kept]
    was_urgent = line.rank == Rank.URGENT
    if _explained(kept, now, others):
        line.rank = min([_rank(now), *map(_rank, others)])
    line.reasons = kept
    if line.rank != Rank.URGENT:
        line.alert_at = None
    line.save(update_fields=["rank", "reasons", "alert_at"])
    if was_urgent and line.rank != Rank.URGENT and line.patient_id:
        planning.resume(patient_id=line.patient_id, at=at)


def _explained(
    reasons: Sequence[Sequence[str]], now: ReadingRecord | None, others: Sequence[ReadingRecord]
) -> bool:
    """Whether nothing on the line came from elsewhere than from the readings that count."""
    known = _words(now, *others)
    return all(tuple(reason) in known or reason[0] in _DONE for reason in reasons)


def _other_readings(line: ReviewItem, reply: Reply) -> list[ReadingRecord]:
    """What counts of the replies that came while this line was open."""
    if line.patient_id is None:
        same = Reply.objects.filter(inbound__sender_index=reply.inbound.sender_index)
        replies = same.filter(clinic=reply.clinic_id, patient__isnull=True)
    else:
        replies = Reply.objects.filter(patient=line.patient_id)
    since = replies.filter(readings__at__gte=line.waiting_since, readings__reader=Reader.PROGRAM)
    ids = since.exclude(pk=reply.pk).values_list("pk", flat=True)
    return list(newest_readings(ids).values())


def _open_line(reply: Reply) -> ReviewItem | None:
    lines = ReviewItem.objects.select_for_update(of=("self",)).filter(
        clinic=reply.clinic_id, closed_at__isnull=True
    )
    if reply.patient_id is not None:
        return lines.filter(patient=reply.patient_id, kind=ItemKind.REPLY).first()
    same = lines.filter(patient__isnull=True, inbound__sender_index=reply.inbound.sender_index)
    return same.order_by("waiting_since").first()


def _said_in(check_in: CheckIn) -> list[ReadingRecord]:
    """What counts of its replies, oldest first, without those that nobody has vouched for."""
    replies = check_in.replies.order_by("received_at", "pk").values_list("pk", flat=True)
    newest = newest_readings(replies)
    said = [newest[pk] for pk in replies if pk in newest]
    return [each for each in said if each.reader == Reader.STAFF or not _doubted(each)]


def _doubted(reading: ReadingRecord) -> bool:
    return any(code in DOUBTS for code, _ in reading.reasons)


def _rank(reading: ReadingRecord | None) -> Rank:
    return RANKS[reading.urgency] if reading else Rank.ROUTINE


def _words(*readings: ReadingRecord | None) -> set[tuple[str, ...]]:
    return {tuple(reason) for each in readings if each for reason in each.reasons}


def _soreness(reading: ReadingRecord | None) -> int | None:
    return reading.soreness if reading else None


def _bruising(reading: ReadingRecord | None) -> str:
    return reading.bruising if reading else ""

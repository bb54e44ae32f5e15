"""Compares the rows with what the sandbox itself recorded: lost, sent twice, sent by nobody."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from followup.care.models import PlannedMessage, PlannedState, Treatment
from followup.clinic.models import Channel
from followup.lib import clock
from followup.messaging.models import Inbound, Message, Status
from followup.replies.models import Rank, ReadingRecord, Reply

_WENT = frozenset({Status.ACCEPTED, Status.DELIVERED})
_GONE_BY_NOW = _WENT | {Status.SENDING, Status.UNKNOWN}
_DELIVERED = "delivered"


@dataclass(slots=True)
class Verdict:
    """What does not agree, one line each; all empty when nothing was lost, doubled or made up."""

    lost: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    # A mail whose server went away in mid-sentence: nobody can be asked, so a person looks.
    left_to_a_person: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing at all was found."""
        return not (self.lost or self.duplicates or self.unexpected)


def compare(*, ledger: Mapping[str, Any], at: datetime, expected: Iterable[str] = ()) -> Verdict:
    """Every text and mail by the id in its callback or Message-ID; every answer by its own id.

    `expected`: numbers and addresses to which something must have gone, whatever our rows say.
    """
    verdict = Verdict()
    texts = Counter(
        str(line["status_callback"] or line["sid"]).rpartition("/")[2]
        for line in ledger["outbound"]
        if not line["provider_reply"]
    )
    mails = Counter(
        str(line["message_id"]).strip("<>").partition("@")[0] for line in ledger["emails"]
    )
    _compare_out(verdict, texts, Channel.SMS)
    _compare_out(verdict, mails, Channel.EMAIL)
    _compare_receipts(verdict, ledger)
    _compare_in(verdict, ledger)
    overdue = PlannedMessage.objects.filter(state=PlannedState.PLANNED, due_at__lt=at)
    verdict.lost += [f"planned {pk} was due and never settled" for pk in _ids(overdue)]
    verdict.lost += [f"{to} got nothing at all" for to in sorted(set(expected) - _reached(ledger))]
    return verdict


def summary(*, ledger: Mapping[str, Any], verdict: Verdict) -> dict[str, Any]:
    """The figures of the story."""
    planned = PlannedMessage.objects.all()
    return {
        "treatments": Treatment.objects.count(),
        "planned": planned.count(),
        "accepted": Message.objects.filter(status__in=_WENT).count(),
        "delivered": Message.objects.filter(status=Status.DELIVERED).count(),
        "skipped": _by_reason(planned.filter(state=PlannedState.SKIPPED)),
        "cancelled": _by_reason(planned.filter(state=PlannedState.CANCELLED)),
        "inbound": len(ledger["inbound"]) + len(ledger["email_replies"]),
        "replies": Reply.objects.count(),
        "urgent": _urgent(),
        "lost": len(verdict.lost),
        "duplicates": len(verdict.duplicates),
        "unexpected": len(verdict.unexpected),
    }


def _compare_out(verdict: Verdict, seen: Counter[str], channel: str) -> None:
    ours = {str(m.public_id): m for m in Message.objects.filter(channel=channel)}
    for key, times in seen.items():
        if key not in ours:
            verdict.unexpected.append(f"{channel} {key} is none of ours")
        elif times > 1:
            verdict.duplicates.append(f"{channel} {key} was sent {times} times")
        elif ours[key].status not in _WENT:
            _went_unknown(verdict, ours[key])
    for key in ours.keys() - seen.keys():
        _compare_unseen(verdict, ours[key])


def _went_unknown(verdict: Verdict, message: Message) -> None:
    """It went, and we do not know it; of a mail nobody can know, so a person looks."""
    line = f"{message.channel} {message.public_id} went out but is {message.status}"
    if message.channel == Channel.EMAIL and message.status == Status.UNKNOWN:
        verdict.left_to_a_person.append(line)
    else:
        verdict.unexpected.append(line)


def _compare_unseen(verdict: Verdict, message: Message) -> None:
    """What we say has gone, or should have by now, and the sandbox never saw."""
    line = f"{message.channel} {message.public_id} is {message.status} but never reached anybody"
    if message.channel == Channel.EMAIL and message.status == Status.UNKNOWN:
        verdict.left_to_a_person.append(line)
    elif message.status in _GONE_BY_NOW or (
        message.status == Status.QUEUED and message.expires_at <= clock.now()
    ):
        verdict.lost.append(line)


def _reached(ledger: Mapping[str, Any]) -> set[str]:
    texted = {str(line["to"]) for line in ledger["outbound"] if not line["provider_reply"]}
    return texted | {str(to) for mail in ledger["emails"] for to in mail["to"]}


def _compare_receipts(verdict: Verdict, ledger: Mapping[str, Any]) -> None:
    """What the double says was delivered, we must know of."""
    delivered = [line["sid"] for line in ledger["outbound"] if line["status"] == _DELIVERED]
    known = Message.objects.filter(provider_id__in=delivered, status=Status.DELIVERED).count()
    ours = sum(
        line["status"] == _DELIVERED and not line["provider_reply"] for line in ledger["outbound"]
    )
    if known != ours:
        verdict.lost.append(f"{ours} texts were delivered, {known} receipts are known")


def _compare_in(verdict: Verdict, ledger: Mapping[str, Any]) -> None:
    stored = Counter(Inbound.objects.values_list("channel", flat=True))
    read = set(Reply.objects.values_list("inbound__provider_id", flat=True))
    for line in ledger["inbound"]:
        if line["sid"] not in read:
            verdict.lost.append(f"inbound {line['sid']} was never read")
    for channel, lines in ((Channel.SMS, "inbound"), (Channel.EMAIL, "email_replies")):
        came, kept = len(ledger[lines]), stored[channel]
        if came > kept:
            verdict.lost.append(f"{came} came by {channel}, {kept} are stored")
        elif came < kept:
            verdict.duplicates.append(f"{came} came by {channel}, {kept} are stored")


def _urgent() -> int:
    readings = ReadingRecord.objects.filter(urgency=Rank.URGENT.label)
    return readings.values("reply").distinct().count()


def _by_reason(rows: Any) -> dict[str, int]:
    return dict(sorted(Counter(rows.values_list("reason", flat=True)).items()))


def _ids(rows: Any) -> list[int]:
    return list(rows.values_list("pk", flat=True))

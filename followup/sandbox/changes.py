"""What each kind of journal record changes in the state."""

from collections.abc import Callable
from datetime import datetime

from followup.sandbox import faults
from followup.sandbox.journal import Record
from followup.sandbox.mails import Answer, Mail
from followup.sandbox.messages import Media, Message, Step
from followup.sandbox.state import Refusal, State, Webhook


def apply(*, state: State, record: Record) -> None:
    """Change the state by one record; the same records always give the same state."""
    state.seq += 1
    _CHANGES[record["kind"]](state, record)


def _at(record: Record) -> datetime:
    return datetime.fromisoformat(record["at"])


def _reset(state: State, record: Record) -> None:
    state.clear(epoch=record["epoch"])


def _message_made(state: State, record: Record) -> None:
    at = _at(record)
    message = Message(
        sid=record["sid"],
        direction=record["direction"],
        sender=record["from"],
        to=record["to"],
        body=record["body"],
        params=record.get("params", {}),
        media=[Media(**media) for media in record.get("media", [])],
        manner=record.get("manner", {}),
        provider_reply=record.get("provider_reply", False),
        created_at=at,
        updated_at=at,
        machine_at=record["machine"],
        history=[Step(record["status"], at)],
        sent_at=at if record["direction"] == "inbound" else None,
    )
    state.messages[message.sid] = message
    state.sids_to[message.to].append(message.sid)
    state.sids_from[message.sender].append(message.sid)
    state.touch(message, "message", message.sid)


def _message_moved(state: State, record: Record) -> None:
    message, at = state.messages[record["sid"]], _at(record)
    message.history.append(Step(record["status"], at, record.get("error_code")))
    message.updated_at = at
    if record["status"] in ("sent", "delivered") and message.sent_at is None:
        message.sent_at = at
    state.touch(message, "message", message.sid)


def _message_changed(state: State, record: Record) -> None:
    message = state.messages[record["sid"]]
    message.redacted = record.get("redacted", message.redacted)
    message.deleted = record.get("deleted", message.deleted)
    message.updated_at = _at(record)
    for media in message.media:
        media.deleted = media.deleted or media.sid == record.get("media_deleted")
    state.touch(message, "message", message.sid)


def _refused(state: State, record: Record) -> None:
    state.refusals.append(
        Refusal(
            at=_at(record),
            to=record["to"],
            sender=record["from"],
            body=record["body"],
            reason=record["reason"],
            callback=record["callback"],
        )
    )


def _opt_out_changed(state: State, record: Record) -> None:
    pair = (record["ours"], record["handset"])
    if record["opted_out"]:
        state.opted_out.add(pair)
    else:
        state.opted_out.discard(pair)
    state.changes.append((state.seq, "handset", record["handset"]))


def _handset_changed(state: State, record: Record) -> None:
    handset = state.handsets[record["number"]]
    for name, value in record["mode"].items():
        setattr(handset, name, value)
    state.changes.append((state.seq, "handset", record["number"]))


def _fault_set(state: State, record: Record) -> None:
    fault = faults.parsed(wish=record["wish"], fault_id=record["id"])
    state.faults[fault.id] = fault


def _fault_struck(state: State, record: Record) -> None:
    if record["id"] in state.faults:
        state.faults[record["id"]].spent += 1


def _fault_cleared(state: State, record: Record) -> None:
    if record["id"] is None:
        state.faults.clear()
    state.faults.pop(record["id"], None)


def _webhook_due(state: State, record: Record) -> None:
    state.webhooks[record["id"]] = Webhook(
        id=record["id"],
        kind=record["hook"],
        about=record["about"],
        url=record["url"],
        form=[(name, value) for name, value in record["form"]],
        json=record["json"],
        at=_at(record),
    )


def _webhook_tried(state: State, record: Record) -> None:
    if webhook := state.webhooks.get(record["id"]):
        webhook.tries.append(
            {name: record[name] for name in ("at", "machine", "outcome", "seconds", "final")}
        )


def _mail_received(state: State, record: Record) -> None:
    mail = Mail(
        id=record["id"],
        at=_at(record),
        envelope_from=record["envelope_from"],
        envelope_to=record["envelope_to"],
        raw=record["raw"],
    )
    state.mails[mail.id] = mail
    state.touch(mail, "mail", mail.id)


def _mail_answered(state: State, record: Record) -> None:
    names = ("id", "mailbox", "to", "subject", "text", "mail")
    answer = Answer(at=_at(record), **{name: record[name] for name in names})
    state.answers[answer.id] = answer
    state.touch(answer, "answer", answer.id)


def _mail_event(state: State, record: Record) -> None:
    mail = state.mails[record["id"]]
    mail.events.append(record["event"])
    state.touch(mail, "mail", mail.id)


def _manners_set(state: State, record: Record) -> None:
    state.opt_out = record.get("opt_out", state.opt_out)
    state.receipts = record.get("receipts", state.receipts)


_CHANGES: dict[str, Callable[[State, Record], None]] = {
    "reset": _reset,
    "message.made": _message_made,
    "message.moved": _message_moved,
    "message.changed": _message_changed,
    "message.refused": _refused,
    "opt_out.changed": _opt_out_changed,
    "handset.changed": _handset_changed,
    "fault.set": _fault_set,
    "fault.struck": _fault_struck,
    "fault.cleared": _fault_cleared,
    "webhook.due": _webhook_due,
    "webhook.tried": _webhook_tried,
    "mail.received": _mail_received,
    "mail.answered": _mail_answered,
    "mail.event": _mail_event,
    "manners.set": _manners_set,
}

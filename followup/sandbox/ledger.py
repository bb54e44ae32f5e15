"""What the double itself saw, as JSON: never read from the product, so that it can be compared."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Any

from followup.sandbox.mails import Answer, Mail
from followup.sandbox.messages import Message
from followup.sandbox.state import State, Webhook


def ledger(*, state: State) -> dict[str, Any]:
    """All of it."""
    texts = list(state.messages.values())
    outbound = [message_line(message=text) for text in texts if not text.is_inbound]
    inbound = [message_line(message=text) for text in texts if text.is_inbound]
    return {
        "outbound": outbound,
        "inbound": inbound,
        "refused": [{**asdict(one), "at": one.at.isoformat()} for one in state.refusals],
        "emails": [mail_line(mail=mail) for mail in state.mails.values()],
        "email_replies": [answer_line(answer=answer) for answer in state.answers.values()],
        "webhooks": [webhook_line(webhook=webhook) for webhook in state.webhooks.values()],
        "opted_out": [list(pair) for pair in sorted(state.opted_out)],
        "counts": _counts(state, outbound),
    }


def message_line(*, message: Message) -> dict[str, Any]:
    """One text, in the words in which it was really sent."""
    return {
        "sid": message.sid,
        "direction": message.direction,
        "to": message.to,
        "from": message.sender,
        "body": message.body,
        "created": message.created_at.isoformat(),
        "sent": _iso(message.sent_at),
        "machine_at": message.machine_at,
        "status": message.status,
        "error_code": message.error_code,
        "segments": message.num_segments,
        "status_callback": message.callback,
        "validity": message.param("ValidityPeriod"),
        "provider_reply": message.provider_reply,
        "redacted": message.redacted,
        "deleted": message.deleted,
        "media": [medium.sid for medium in message.media] or message.params.get("MediaUrl", []),
        "history": [
            {"status": step.status, "at": step.at.isoformat(), "error_code": step.error_code}
            for step in message.history
        ],
    }


def mail_line(*, mail: Mail) -> dict[str, Any]:
    """One email to a person."""
    return {
        "id": mail.id,
        "message_id": mail.message_id,
        "at": mail.at.isoformat(),
        "from": mail.envelope_from,
        "to": mail.envelope_to,
        "reply_to": mail.reply_to,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "headers": [[name, str(value)] for name, value in mail.parsed.items()],
        "unsubscribe_url": mail.unsubscribe_url,
        "attachments": mail.attachments,
        "events": mail.events,
    }


def answer_line(*, answer: Answer) -> dict[str, Any]:
    """One email from a person."""
    return {
        "id": answer.id,
        "at": answer.at.isoformat(),
        "from": answer.mailbox,
        "to": answer.to,
        "subject": answer.subject,
        "text": answer.text,
        "mail": answer.mail,
    }


def webhook_line(*, webhook: Webhook) -> dict[str, Any]:
    """One call to the product, with every try and its outcome."""
    return {
        "id": webhook.id,
        "kind": webhook.kind,
        "about": webhook.about,
        "url": webhook.url,
        "at": webhook.at.isoformat(),
        "status": dict(webhook.form).get("MessageStatus"),
        "tries": webhook.tries,
        "done": webhook.is_done,
        "delivered": webhook.is_done and webhook.tries[-1]["outcome"].startswith("2"),
    }


def _counts(state: State, outbound: list[dict[str, Any]]) -> dict[str, Any]:
    ours = [line for line in outbound if not line["provider_reply"]]
    return {
        "accepted": len(ours),
        "by_status": dict(Counter(line["status"] for line in ours)),
        "provider_replies": len(outbound) - len(ours),
        "inbound": sum(text.is_inbound for text in state.messages.values()),
        "refused": dict(Counter(one.reason for one in state.refusals)),
        "emails": len(state.mails),
        "email_replies": len(state.answers),
        "webhooks_pending": sum(not webhook.is_done for webhook in state.webhooks.values()),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None

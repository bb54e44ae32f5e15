"""What Postmark posts to a product: inbound mail and delivery events, in its JSON.

https://postmarkapp.com/developer/webhooks/inbound-webhook and .../bounce-webhook; anymail's
Postmark views read FromFull, ToFull, Headers (Return-Path first), OriginalRecipient, TextBody,
HtmlBody, StrippedTextReply, Attachments, MessageID and, in events, RecordType, Type, Email.
"""

import html
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from followup.sandbox.mails import Mail

# Bounce type -> Postmark's number for it.
BOUNCES = {
    "HardBounce": 1,
    "Transient": 2,
    "AutoResponder": 64,
    "SoftBounce": 4096,
    "BadEmailAddress": 100_000,
    "SpamComplaint": 512,
    "Blocked": 100_006,
}
EVENTS = frozenset({"Bounce", "Delivery", "SpamComplaint", "SubscriptionChange"})

Attachment = dict[str, str]


def quoted_text(*, text: str, mail: Mail | None) -> str:
    """The answer above the original, as Gmail writes it."""
    if mail is None:
        return text
    original = "\n".join(f"> {line}".rstrip() for line in mail.text.splitlines())
    return f"{text}\n\n{_attribution(mail)}\n\n{original}\n"


def quoted_html(*, text: str, mail: Mail | None) -> str:
    """The same in Gmail's HTML."""
    words = html.escape(text).replace("\n", "<br>")
    if mail is None:
        return f'<div dir="ltr">{words}</div>'
    original = mail.html or html.escape(mail.text).replace("\n", "<br>")
    return (
        f'<div dir="ltr">{words}</div><br><div class="gmail_quote"><div dir="ltr" '
        f'class="gmail_attr">{html.escape(_attribution(mail))}<br></div><blockquote '
        f'class="gmail_quote" style="margin:0 0 0 .8ex">{original}</blockquote></div>'
    )


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One email from a person to the product; `mail` is what it answers, if anything."""

    event_id: str
    message_id: str
    at: datetime
    sender: str
    to: str
    subject: str
    text: str
    mail: Mail | None
    html: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()


def inbound(*, letter: Letter) -> dict[str, Any]:
    """The inbound webhook's JSON for one letter."""
    return {
        "FromName": "",
        "MessageStream": "inbound",
        "From": letter.sender,
        "FromFull": _full(letter.sender),
        "To": letter.to,
        "ToFull": [_full(letter.to)],
        "Cc": "",
        "CcFull": [],
        "Bcc": "",
        "BccFull": [],
        "OriginalRecipient": letter.to,
        "ReplyTo": "",
        "Subject": letter.subject,
        "MessageID": letter.event_id,
        "Date": format_datetime(letter.at),
        "MailboxHash": _mailbox_hash(letter.to),
        "TextBody": quoted_text(text=letter.text, mail=letter.mail),
        "HtmlBody": letter.html or quoted_html(text=letter.text, mail=letter.mail),
        "StrippedTextReply": letter.text if letter.mail is not None else "",
        "Tag": "",
        "Headers": _headers(letter),
        "Attachments": [
            {**attachment, "ContentLength": len(attachment["Content"]) * 3 // 4}
            for attachment in letter.attachments
        ],
    }


def event(*, record: str, kind: str, mail: Mail, at: datetime, number: int) -> dict[str, Any]:
    """A delivery, bounce or complaint about an email that the sink accepted."""
    recipient = mail.envelope_to[0] if mail.envelope_to else ""
    common = {
        "RecordType": record,
        "MessageStream": "outbound",
        "ServerID": 1,
        "MessageID": mail.message_id.strip("<>"),
        "Metadata": _metadata(mail),
        "Tag": mail.header("X-PM-Tag"),
    }
    if record == "Delivery":
        return common | {"Recipient": recipient, "DeliveredAt": at.isoformat(), "Details": "OK"}
    if record == "SubscriptionChange":
        change = {"SuppressSending": True, "SuppressionReason": kind or "ManualSuppression"}
        return common | change | {"Recipient": recipient, "ChangedAt": at.isoformat()}
    return common | {
        "ID": number,
        "Type": kind,
        "TypeCode": BOUNCES.get(kind, 1),
        "Name": kind,
        "Description": f"{kind}, made in the sandbox",
        "Details": "smtp;550 5.1.1 The mailbox does not exist",
        "Email": recipient,
        "From": mail.envelope_from,
        "BouncedAt": at.isoformat(),
        "DumpAvailable": False,
        "Inactive": kind in ("HardBounce", "SpamComplaint"),
        "CanActivate": kind != "SpamComplaint",
        "Subject": mail.subject,
    }


def _attribution(mail: Mail) -> str:
    at = mail.at.strftime("%a, %b %-d, %Y at %-I:%M %p")
    return f"On {at} {mail.header('From')} wrote:"


def _full(address: str) -> dict[str, str]:
    return {"Email": address, "Name": "", "MailboxHash": _mailbox_hash(address)}


def _mailbox_hash(address: str) -> str:
    return address.partition("@")[0].partition("+")[2]


def _headers(letter: Letter) -> list[dict[str, str]]:
    pairs = [("Return-Path", f"<{letter.sender}>"), ("Message-ID", letter.message_id)]
    if letter.mail is not None and letter.mail.message_id:
        chain = f"{letter.mail.header('References')} {letter.mail.message_id}".strip()
        pairs += [("In-Reply-To", letter.mail.message_id), ("References", chain)]
    return [{"Name": name, "Value": value} for name, value in [*pairs, *letter.headers]]


def _metadata(mail: Mail) -> dict[str, str]:
    prefix = "x-pm-metadata-"
    return {
        name.lower().removeprefix(prefix): str(value)
        for name, value in mail.parsed.items()
        if name.lower().startswith(prefix)
    }

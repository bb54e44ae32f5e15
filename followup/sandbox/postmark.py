"""What Postmark posts to a product: inbound mail and delivery events, in its JSON.

https://postmarkapp.com/developer/webhooks/inbound-webhook and .../bounce-webhook; anymail's
Postmark views read FromFull, ToFull, Headers (Return-Path first), OriginalRecipient, TextBody,
HtmlBody, StrippedTextReply, Attachments, MessageID and, in events, RecordType, Type, Email.
"""

import html
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


def inbound(
    *,
    event_id: str,
    message_id: str,
    at: datetime,
    sender: str,
    to: str,
    subject: str,
    text: str,
    mail: Mail | None,
    html_body: str | None = None,
    headers: list[tuple[str, str]] = [],  # noqa: B006 - never changed
    attachments: list[Attachment] = [],  # noqa: B006 - never changed
) -> dict[str, Any]:
    """One inbound email."""
    return {
        "FromName": "",
        "MessageStream": "inbound",
        "From": sender,
        "FromFull": _full(sender),
        "To": to,
        "ToFull": [_full(to)],
        "Cc": "",
        "CcFull": [],
        "Bcc": "",
        "BccFull": [],
        "OriginalRecipient": to,
        "ReplyTo": "",
        "Subject": subject,
        "MessageID": event_id,
        "Date": format_datetime(at),
        "MailboxHash": _mailbox_hash(to),
        "TextBody": quoted_text(text=text, mail=mail),
        "HtmlBody": html_body or quoted_html(text=text, mail=mail),
        "StrippedTextReply": text if mail is not None else "",
        "Tag": "",
        "Headers": _headers(sender, message_id, mail, headers),
        "Attachments": [
            {**attachment, "ContentLength": len(attachment["Content"]) * 3 // 4, "ContentID": ""}
            for attachment in attachments
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


def _headers(
    sender: str, message_id: str, mail: Mail | None, more: list[tuple[str, str]]
) -> list[dict[str, str]]:
    pairs = [("Return-Path", f"<{sender}>"), ("Message-ID", message_id)]
    if mail is not None and mail.message_id:
        chain = f"{mail.header('References')} {mail.message_id}".strip()
        pairs += [("In-Reply-To", mail.message_id), ("References", chain)]
    return [{"Name": name, "Value": value} for name, value in [*pairs, *more]]


def _metadata(mail: Mail) -> dict[str, str]:
    prefix = "x-pm-metadata-"
    return {
        name.lower().removeprefix(prefix): str(value)
        for name, value in mail.parsed.items()
        if name.lower().startswith(prefix)
    }

"""An email as the sink keeps it: the bytes as they came, and what can be read out of them."""

import base64
import re
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from functools import cached_property

_ANSWER = re.compile(r"https?://[^\s<>]+/a/[\w-]{22}")
_URL = re.compile(r"<(https?://[^>]+)>")


@dataclass(kw_only=True)
class Mail:
    """One email to a person."""

    id: str
    at: datetime
    envelope_from: str
    envelope_to: list[str]
    raw: str  # base64 of the bytes after DATA
    events: list[str] = field(default_factory=list)
    seq: int = 0

    @cached_property
    def parsed(self) -> EmailMessage:
        """The email as the standard library reads it."""
        return message_from_bytes(base64.b64decode(self.raw), policy=policy.default)

    @property
    def subject(self) -> str:
        """Its subject, empty for none."""
        return self.header("Subject")

    @property
    def message_id(self) -> str:
        """Its Message-ID with the angle brackets."""
        return self.header("Message-ID").strip()

    @property
    def reply_to(self) -> str:
        """The bare address that an answer goes to."""
        found = getaddresses([self.header("Reply-To") or self.header("From")])
        return found[0][1] if found else ""

    @property
    def text(self) -> str:
        """Its plain part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """Its HTML part."""
        return self._part("html")

    @property
    def unsubscribe_url(self) -> str:
        """Where a mailbox provider posts the one-click unsubscribe (RFC 8058)."""
        found = _URL.search(self.header("List-Unsubscribe"))
        return found.group(1) if found else ""

    @property
    def answer_url(self) -> str:
        """Where the person may answer on a page instead of by mail."""
        found = _ANSWER.search(self.text)
        return found.group() if found else ""

    @property
    def attachments(self) -> list[str]:
        """The names of what is attached."""
        return [part.get_filename() or "attachment" for part in self.parsed.iter_attachments()]

    def header(self, name: str) -> str:
        """A header's text, empty where it is missing."""
        return str(self.parsed.get(name) or "")

    def _part(self, kind: str) -> str:
        part = self.parsed.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part is not None else ""


@dataclass(kw_only=True)
class Answer:
    """One email that a person sent to the product."""

    id: str
    at: datetime
    mailbox: str
    to: str
    subject: str
    text: str
    mail: str | None
    seq: int = 0

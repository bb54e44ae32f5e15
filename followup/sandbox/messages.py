"""A text as the double keeps it: what was asked, what became of it, and when."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from followup.sandbox import segments

FINAL = frozenset({"delivered", "undelivered", "failed", "canceled", "received"})
LONGEST_WAIT = 36_000  # seconds; Twilio's default and largest ValidityPeriod


@dataclass(slots=True)
class Media:
    """A photo or other file that came with a text."""

    sid: str
    content_type: str
    content: str  # base64
    token: str
    deleted: bool = False


@dataclass(slots=True)
class Step:
    """One status and when it was reached."""

    status: str
    at: datetime
    error_code: int | None = None


@dataclass(slots=True, kw_only=True)
class Message:
    """One text in either direction, by Twilio's words for its parts."""

    sid: str
    direction: str
    sender: str
    to: str
    body: str
    created_at: datetime
    params: dict[str, list[str]] = field(default_factory=dict)
    media: list[Media] = field(default_factory=list)
    history: list[Step] = field(default_factory=list)
    manner: dict[str, Any] = field(default_factory=dict)
    provider_reply: bool = False
    redacted: bool = False
    deleted: bool = False
    sent_at: datetime | None = None
    updated_at: datetime
    machine_at: float = 0.0
    seq: int = 0

    @property
    def status(self) -> str:
        """Where it stands now."""
        return self.history[-1].status

    @property
    def error_code(self) -> int | None:
        """Why it ended badly, if it did."""
        return self.history[-1].error_code

    @property
    def is_inbound(self) -> bool:
        """Whether a handset sent it."""
        return self.direction == "inbound"

    @property
    def handset(self) -> str:
        """The patient's side of it."""
        return self.sender if self.is_inbound else self.to

    @property
    def ours(self) -> str:
        """The clinic's side of it."""
        return self.to if self.is_inbound else self.sender

    @property
    def callback(self) -> str:
        """Where status callbacks go; empty for nowhere."""
        return self.param("StatusCallback")

    @property
    def num_segments(self) -> int:
        """What Twilio charges for; 0 while a Messaging Service has not picked a sender."""
        return 0 if self.status in ("accepted", "scheduled") else segments.count(self.body)

    def param(self, name: str) -> str:
        """A parameter of the create request, empty where it was not given."""
        return (self.params.get(name) or [""])[0]

    def expires_at(self) -> datetime:
        """When Twilio gives up keeping it in its queue."""
        start = self.send_at() or self.created_at
        return start + timedelta(seconds=int(self.param("ValidityPeriod") or LONGEST_WAIT))

    def send_at(self) -> datetime | None:
        """The scheduled time, if it has one."""
        text = self.param("SendAt")
        return datetime.fromisoformat(text) if text else None


def new_sid(prefix: str) -> str:
    """A sid like Twilio's: two letters and 32 hex digits."""
    return prefix + secrets.token_hex(16)

"""The seam to providers: what is handed over, what comes back, in our words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from followup.messaging.delivery import Fault, Said

Result = Literal["accepted", "refused", "later", "unknown"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as a provider gets it; `valid_seconds` is how long it may still land."""

    public_id: UUID
    to: str
    body: str
    sender: str
    valid_seconds: int
    messaging_service: str = ""
    callback_url: str = ""
    subject: str = ""
    html: str = ""
    reply_to: str = ""
    unsubscribe_url: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of one Outgoing: accepted, refused for good, to be tried later, or unknown."""

    public_id: UUID
    result: Result
    provider_id: str = ""
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A message that the provider does have, and what it says of it."""

    provider_id: str
    said: Said
    created_at: datetime | None
    body: str


@dataclass(frozen=True, slots=True)
class Received:
    """A message that the provider took for us, as its list tells it."""

    provider_id: str
    sender: str
    recipient: str
    body: str
    sent_at: datetime | None
    media: tuple[tuple[str, str], ...] = field(default=())
    raw: dict[str, str] = field(default_factory=dict)


class ProviderAwayError(Exception):
    """The provider could not be asked; ask again later."""


class Provider(Protocol):
    """Who carries messages of one channel."""

    name: str

    def send(self, batch: Sequence[Outgoing]) -> list[Handed]:
        """Hand over all of `batch` at once and say of each what came of it; never raises."""
        ...

    def find(self, *, to: str, since: datetime) -> Iterable[Found] | None:
        """What it has for `to` since then; None when this provider cannot be asked.

        Raises ProviderAwayError when it could be, but did not answer.
        """
        ...

    def received(self, *, numbers: Sequence[str], since: datetime) -> Iterable[Received]:
        """What it took in for these numbers since then; nothing where it keeps no list."""
        ...

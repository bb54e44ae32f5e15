"""A provider in this process, for tests that need its every mood: takes, loses, refuses, dies."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from followup.messaging.delivery import Fault, Said
from followup.messaging.providers.base import Found, Handed, Outgoing, ProviderAwayError, Received

_BUSY = Fault("20429", "Takes no more.", retry=True, never_arrived=True)
_SILENT = Fault("silent", "Did not answer in time.")

MOODS = ("takes", "takes", "takes", "busy", "taken, no answer", "lost, no answer", "dies before",
         "dies after")  # fmt: skip


class Killed(BaseException):
    """The worker died in the middle of it; nothing may catch this."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One message that the network has."""

    provider_id: str
    public_id: UUID
    to: str
    body: str
    at: datetime


@dataclass(slots=True)
class PretendNetwork:
    """Implements Provider; `looks` is called with each message at the instant that it is taken."""

    now: Callable[[], datetime]
    looks: Callable[[Taken], None]
    name: str = "twilio"
    mood: str = "takes"
    is_away: bool = False
    taken: list[Taken] = field(default_factory=list)
    said_to_us: list[Received] = field(default_factory=list)

    def send(self, batch: Sequence[Outgoing]) -> list[Handed]:
        """As the mood says, once; the next batch is taken again."""
        mood, self.mood = self.mood, "takes"
        if mood == "dies before":
            raise Killed
        handed = [self._one(message, mood) for message in batch]
        if mood == "dies after":
            raise Killed
        return handed

    def find(self, *, to: str, since: datetime) -> Iterable[Found] | None:  # noqa: ARG002
        """All that it has for that number; `since` leaves nothing out here."""
        if self.is_away:
            raise ProviderAwayError
        return [
            Found(taken.provider_id, Said("accepted"), taken.at, taken.body)
            for taken in self.taken
            if taken.to == to
        ]

    def received(
        self,
        *,
        numbers: Sequence[str],
        since: datetime,  # noqa: ARG002 - the seam's
    ) -> Iterable[Received]:
        """What patients said, newest first."""
        if self.is_away:
            raise ProviderAwayError
        return [said for said in reversed(self.said_to_us) if said.recipient in numbers]

    def _one(self, message: Outgoing, mood: str) -> Handed:
        if mood == "busy":
            return Handed(message.public_id, "later", fault=_BUSY)
        if mood == "lost, no answer":
            return Handed(message.public_id, "unknown", fault=_SILENT)
        taken = Taken(f"SM{uuid4().hex}", message.public_id, message.to, message.body, self.now())
        self.looks(taken)
        self.taken.append(taken)
        if mood == "taken, no answer":
            return Handed(message.public_id, "unknown", fault=_SILENT)
        return Handed(message.public_id, "accepted", provider_id=taken.provider_id)

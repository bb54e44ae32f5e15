"""Everything the sandbox knows, rebuilt record by record from its journal and by nothing else."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from followup.sandbox.faults import Fault
from followup.sandbox.mails import Answer, Mail
from followup.sandbox.messages import Message


@dataclass(kw_only=True)
class Handset:
    """How a patient's phone behaves today."""

    unreachable: bool = False
    landline: bool = False
    down: bool = False
    slow: float = 0.0


@dataclass(kw_only=True)
class Webhook:
    """One call that the sandbox owes to the product, and how its tries went."""

    id: str
    kind: str
    about: str
    url: str
    form: list[tuple[str, str]]
    json: dict[str, Any] | None
    at: datetime
    tries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """Whether nobody will try any more."""
        return bool(self.tries) and bool(self.tries[-1]["final"])


@dataclass(kw_only=True)
class Refusal:
    """A request that made no message."""

    at: datetime
    to: str
    sender: str
    body: str
    reason: str
    callback: str


class State:
    """Messages, mails, opt-outs, handsets, faults and webhooks, in memory."""

    def __init__(self) -> None:
        self.seq = 0
        self.epoch = ""
        self.clear(epoch="0")

    def clear(self, *, epoch: str) -> None:
        """Begin again; readers with an older cursor see by the epoch that they must start over."""
        self.epoch = epoch
        self.messages: dict[str, Message] = {}
        self.sids_to: defaultdict[str, list[str]] = defaultdict(list)
        self.sids_from: defaultdict[str, list[str]] = defaultdict(list)
        self.mails: dict[str, Mail] = {}
        self.answers: dict[str, Answer] = {}
        self.opted_out: set[tuple[str, str]] = set()
        self.handsets: defaultdict[str, Handset] = defaultdict(Handset)
        self.faults: dict[str, Fault] = {}
        self.webhooks: dict[str, Webhook] = {}
        self.refusals: list[Refusal] = []
        self.opt_out: str | None = None
        self.receipts: str | None = None
        self.changes: list[tuple[int, str, str]] = []

    def touch(self, thing: Message | Mail | Answer, kind: str, key: str) -> None:
        """Remember that this was the last to change, for readers who poll."""
        thing.seq = self.seq
        self.changes.append((self.seq, kind, key))

    def changed_since(self, *, seq: int) -> dict[str, set[str]]:
        """Keys by kind of what changed after a cursor."""
        found: dict[str, set[str]] = defaultdict(set)
        for at, kind, key in reversed(self.changes):
            if at <= seq:
                break
            found[kind].add(key)
        return found

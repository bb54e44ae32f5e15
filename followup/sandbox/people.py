"""Who owns the phones and mailboxes, and what stands in them, for the page of phones."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from followup.sandbox.mails import Answer, Mail
from followup.sandbox.messages import Message
from followup.sandbox.state import Handset, State

Phonebook = dict[str, dict[str, str]]
_NAMELESS: dict[str, str] = {}


@dataclass(kw_only=True)
class Person:
    """A phone, a mailbox, or both. Texts and letters are oldest first."""

    number: str = ""
    address: str = ""
    name: str = ""
    texts: list[Message] = field(default_factory=list)
    letters: list[Mail | Answer] = field(default_factory=list)
    handset: Handset = field(default_factory=Handset)
    opted_out: bool = False

    @property
    def key(self) -> str:
        """What stands for this person in an address."""
        return self.number or self.address

    @property
    def title(self) -> str:
        """What this person is called on the page."""
        return self.name or self.number or self.address

    @property
    def last_seq(self) -> int:
        """When something last happened to them, in the journal's count."""
        return max((one.seq for one in [*self.texts, *self.letters]), default=0)

    @property
    def last_at(self) -> datetime | None:
        """When something was last said, by either side."""
        times = [text.created_at for text in self.texts] + [one.at for one in self.letters]
        return max(times, default=None)

    @property
    def preview(self) -> str:
        """The last thing said, in one line."""
        if self.texts:
            return self.texts[-1].body or "(photo)"
        return self.letters[-1].subject if self.letters else ""

    @property
    def troubles(self) -> list[str]:
        """What is wrong with the phone today, in words."""
        modes = {
            "unreachable": self.handset.unreachable,
            "opted out": self.opted_out,
            "landline": self.handset.landline,
            "slow": self.handset.slow > 0,
            "down": self.handset.down,
        }
        return [name for name, on in modes.items() if on]

    def matches(self, *, find: str) -> bool:
        """Whether the name, number or address has these letters."""
        wanted = find.strip().lower()
        return wanted in f"{self.name} {self.number} {self.address}".lower()


def people(*, state: State, phonebook: Phonebook) -> list[Person]:
    """Everybody who ever got or sent something, the latest first."""
    known: dict[str, Person] = {}
    for message in state.messages.values():
        if not message.deleted:
            _of_number(known, message.handset, phonebook).texts.append(message)
    by_address = {person.address: person for person in known.values() if person.address}
    for mail in state.mails.values():
        for address in mail.envelope_to:
            _of_address(by_address, address, phonebook).letters.append(mail)
    for answer in state.answers.values():
        _of_address(by_address, answer.mailbox, phonebook).letters.append(answer)
    everybody = list({id(one): one for one in [*known.values(), *by_address.values()]}.values())
    for person in everybody:
        _behave(person, state)
    return sorted(everybody, key=lambda person: -person.last_seq)


def read_phonebook(*, path: str | None) -> Phonebook:
    """Names and addresses by number; empty where there is no file (yet)."""
    try:
        read: Any = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return {number: dict(entry) for number, entry in read.items()}


def _of_number(known: dict[str, Person], number: str, phonebook: Phonebook) -> Person:
    if number not in known:
        entry = phonebook.get(number, _NAMELESS)
        known[number] = Person(
            number=number, name=entry.get("name", ""), address=entry.get("email", "").lower()
        )
    return known[number]


def _of_address(known: dict[str, Person], address: str, phonebook: Phonebook) -> Person:
    address = address.lower()
    if address not in known:
        entries = [
            (number, entry)
            for number, entry in phonebook.items()
            if entry.get("email", "").lower() == address
        ]
        key, entry = entries[0] if entries else ("", _NAMELESS)
        # Who has no phone stands in the phonebook under their address.
        number = "" if key == address else key
        known[address] = Person(address=address, number=number, name=entry.get("name", ""))
    return known[address]


def _behave(person: Person, state: State) -> None:
    person.letters.sort(key=lambda one: one.at)
    person.handset = state.handsets.get(person.number) or Handset()
    person.opted_out = any(handset == person.number for _, handset in state.opted_out)

"""The page of phones as HTML: templates, the words for times, and what a person sees of a text."""

from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from followup.lib import clock
from followup.sandbox import catalog
from followup.sandbox.mails import Answer
from followup.sandbox.messages import Message
from followup.sandbox.people import Person

QUICK = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10")
QUICK_WORDS = ("No", "Small", "Large", "C", "R", "STOP")
MODES = (
    ("unreachable", "Unreachable"),
    ("opted_out", "Opted out"),
    ("landline", "Landline"),
    ("slow", "Slow"),
    ("down", "Down"),
)
_TICKS = {
    "accepted": ("◷", "accepted"),
    "scheduled": ("◷", "scheduled"),
    "queued": ("◷", "queued"),
    "sending": ("◷", "sending"),
    "sent": ("✓", "sent"),
    "delivered": ("✓✓", "delivered"),
    "undelivered": ("✕", "undelivered"),
    "failed": ("✕", "failed"),
    "canceled": ("✕", "canceled"),
}
_ON_THE_WALL = 4


class Pages:
    """The templates, with the clinic's time zone."""

    def __init__(self, *, time_zone: str) -> None:
        self._zone = ZoneInfo(time_zone)
        self._templates = Environment(
            loader=PackageLoader("followup.sandbox"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {
            "time": self._time,
            "day": self._day,
            "moment": self._moment,
            "tick": _tick,
            "is_answer": lambda letter: isinstance(letter, Answer),
            "by_day": self._by_day,
            "latest": lambda texts: texts[-_ON_THE_WALL:],
        }
        self._templates.globals |= {
            "quick": QUICK,
            "quick_words": QUICK_WORDS,
            "modes": MODES,
        }

    def show(self, name: str, **parts: Any) -> str:
        """A whole page or a part of one."""
        return self._templates.get_template(f"{name}.html.j2").render(parts)

    def now(self) -> str:
        """The sandbox's time in words."""
        return self._moment(clock.now())

    def _time(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime("%-I:%M %p").lower()

    def _day(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime("%A, %B %-d")

    def _moment(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%a %b %-d}, {self._time(at)}"

    def _by_day(self, texts: list[Message]) -> list[tuple[str, list[Message]]]:
        days = groupby(texts, key=lambda text: self._day(text.created_at))
        return [(day, list(those)) for day, those in days]


def is_on(*, person: Person, mode: str) -> bool:
    """Whether a failure mode of this phone is switched on."""
    if mode == "opted_out":
        return person.opted_out
    return bool(getattr(person.handset, mode))


def _tick(message: Message) -> dict[str, str]:
    mark, words = _TICKS.get(message.status, ("", message.status))
    if message.error_code:
        words = f"{words}: {message.error_code} {catalog.words_of(message.error_code)}"
    return {"mark": mark, "words": words, "state": message.status}

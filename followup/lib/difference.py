"""What changed between two texts, word by word; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond so many pieces only whole lines are compared, so that nobody waits.
_MOST = 2_500


@dataclass(frozen=True, slots=True)
class Change:
    """Some words, and whether they are `same`, `gone` or `new`."""

    what: str
    words: str


def changes(old: str, new: str) -> list[Change]:
    """The new text with what is gone from the old one standing where it stood."""
    ours, theirs = _pieces(old), _pieces(new)
    found: list[Change] = []
    for was, now in _apart(ours, theirs):
        if was == now:
            found.append(Change("same", now))
            continue
        found += [Change(what, words) for what, words in (("gone", was), ("new", now)) if words]
    return found


def _apart(ours: list[str], theirs: list[str]) -> Iterator[tuple[str, str]]:
    """Stretches of both, alike or not; a blank between two changed words is changed with them."""
    was, now = "", ""
    codes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    for place, (what, i, j, k, m) in enumerate(codes):
        old, new = "".join(ours[i:j]), "".join(theirs[k:m])
        is_between = 0 < place < len(codes) - 1
        if what == "equal" and not (is_between and not new.strip()):
            if was or now:
                yield was, now
            yield old, new
            was, now = "", ""
            continue
        was, now = was + old, now + new
    if was or now:
        yield was, now


def _pieces(text: str) -> list[str]:
    pieces = _PIECES.findall(text)
    return pieces if len(pieces) <= _MOST else text.splitlines(keepends=True)

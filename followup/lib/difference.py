"""What changed between two texts, word by word; pure."""

import re
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
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            found.append(Change("same", "".join(theirs[k:m])))
            continue
        if j > i:
            found.append(Change("gone", "".join(ours[i:j])))
        if m > k:
            found.append(Change("new", "".join(theirs[k:m])))
    return found


def _pieces(text: str) -> list[str]:
    pieces = _PIECES.findall(text)
    return pieces if len(pieces) <= _MOST else text.splitlines(keepends=True)

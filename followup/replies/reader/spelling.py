"""Mends misspelt words that matter: `feaver`, `swolen`, `nubmness`, `sooooore`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

SHORTEST = 5
SHORTEST_STEM = 4
# Two letters may be wrong from this length on; shorter words would turn into other words.
TWO_WRONG_FROM = 8
LONGEST = 20
STRETCHED = re.compile(r"(.)\1{2,}")


@dataclass(slots=True)
class Spelling:
    """The words to mend towards, kept by what is left of them when letters are dropped."""

    known: set[str] = field(default_factory=set)
    right: dict[str, set[str]] = field(default_factory=dict)
    stems: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)

    def learn(self, words: Iterable[str], look_alikes: Iterable[str]) -> None:
        """Adds words to mend towards, and real words that only look like them."""
        for word in words:
            self.known.add(word)
            for rest in _rests(word, _allowed(word)):
                self.right.setdefault(rest, set()).add(word)
        self.known.update(look_alikes)

    def know(self, words: Iterable[str]) -> None:
        """Adds words that are right as they are, and stems that a right word may begin with."""
        for word in words:
            if word.endswith("*"):
                self.stems.add(word[:-1])
            else:
                self.known.add(word)

    def also(self, words: Iterable[str]) -> "Spelling":
        """The same with more words that are right as they are; this one does not change."""
        other = Spelling(set(self.known), self.right, set(self.stems))
        other.know(words)
        return other

    def mended(self, word: str) -> str:
        """The word, or the one that it was meant to be."""
        if word in self.known or not word.isalpha() or len(word) > LONGEST * 4:
            return word
        if word not in self.seen:
            if len(self.seen) > 50_000:
                self.seen.clear()
            self.seen[word] = self._mend(word)
        return self.seen[word]

    def _mend(self, word: str) -> str:
        squeezed = word
        if STRETCHED.search(word):
            single, double = STRETCHED.sub(r"\1", word), STRETCHED.sub(r"\1\1", word)
            squeezed = double if double in self.known and single not in self.known else single
        if self._is_right(squeezed) or not SHORTEST <= len(squeezed) <= LONGEST:
            return squeezed
        return min(self._near(squeezed), default=(0, squeezed))[1]

    def _is_right(self, word: str) -> bool:
        return word in self.known or any(
            word[:size] in self.stems for size in range(SHORTEST_STEM, len(word) + 1)
        )

    def _near(self, word: str) -> Iterator[tuple[int, str]]:
        for rest in _rests(word, _allowed(word)):
            for right in self.right.get(rest, ()):
                apart = distance(word, right)
                if apart <= min(_allowed(word), _allowed(right)):
                    yield apart, right


def _allowed(word: str) -> int:
    return 2 if len(word) >= TWO_WRONG_FROM else 1


def _rests(word: str, drops: int) -> set[str]:
    """What is left of a word when up to so many of its letters are dropped."""
    found = {word}
    edge = {word}
    for _ in range(drops):
        edge = {rest[:at] + rest[at + 1 :] for rest in edge for at in range(len(rest))}
        found |= edge
    return found


def distance(one: str, other: str) -> int:
    """Letters to change, add, drop or swap to get from one word to the other."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, start=1):
        last, row = rows[-1], [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]

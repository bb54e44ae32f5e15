"""Cuts what was quoted or signed by a program out of a text, and moves the reader's spans along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from followup.replies.reader import Span
from followup.replies.reader.source import Stretch, patients_own


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What the patient wrote, and the stretches of the whole text that it was put together from."""

    words: str
    kept: tuple[Stretch, ...]

    def moved(self, spans: Iterable[Span]) -> list[list[int | str]]:
        """[start, end, what] in `words` for spans of the whole text; none for what was cut away."""
        found: list[list[int | str]] = []
        for span in spans:
            start = self._place(span.start)
            if start is not None and span.end > span.start:
                end = start + span.end - span.start
                found.append([start, min(end, len(self.words)), span.what])
        return found

    def _place(self, offset: int) -> int | None:
        before = 0
        for start, end in self.kept:
            if start <= offset < end:
                return before + offset - start
            before += end - start
        return None


def own_words(text: str, *, our_words: Sequence[str] = ()) -> OwnWords:
    """The patient's own words; the whole text where nothing else is left of it."""
    kept = patients_own(text, our_words=our_words).kept
    words = "".join(text[start:end] for start, end in kept)
    if not words.strip():
        return OwnWords(text, ((0, len(text)),))
    return OwnWords(words.rstrip(), kept)

"""Puts a reading together from what was found in the patient's own words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from followup.replies.reader.bruises import Bruise, find_bruise
from followup.replies.reader.findings import Finding, find, first_yes
from followup.replies.reader.intents import Wish, find_wishes, is_third_party, reaction
from followup.replies.reader.lexicon import Lexicon, lexicon
from followup.replies.reader.reading import Asked, Flag, Intent, Reading, Sign, Span
from followup.replies.reader.scopes import Scene, Standing, scene_of
from followup.replies.reader.scores import Score, find_score
from followup.replies.reader.source import Source, patients_own
from followup.replies.reader.tokens import Token, sentences, tokenize, with_spoken_marks
from followup.replies.reader.understanding import confidence_of, is_understood

# `same as yesterday` says nothing without the score of yesterday.
NOT_EASED = "not_eased"
ASKED_FOR_HEALTH = frozenset(
    {Asked.SORENESS, Asked.BRUISING, Asked.BOTH, Asked.CHECKIN72, Asked.REMINDER, Asked.BREATHING}
)


def read(
    text: str,
    *,
    lang: str = "en",
    asked: str = "aftercare",
    channel: str = "sms",  # noqa: ARG001 - every channel quotes and signs alike these days
    region: str | None = None,
    has_media: bool = False,
    our_words: Sequence[str] = (),
    extended: Lexicon | None = None,
) -> Reading:
    """What the patient's reply says; every finding carries the span of `text` that led to it.

    `extended` is the vocabulary with a clinic's own words (`extension.py`): they may find more
    danger signs, and never fewer.
    """
    question = Asked.named(asked)
    source = patients_own(text, our_words=our_words)
    if source.tapback:
        return _tapback(source.tapback, text, question)
    shipped = _read(text, source, lexicon(), question, lang, region, has_media=has_media)
    if extended is None:
        return shipped
    own = _read(text, source, extended, question, lang, region, has_media=has_media)
    return _raised(own, shipped)


def _read(
    text: str,
    source: Source,
    known: Lexicon,
    asked: Asked,
    lang: str,
    region: str | None,
    *,
    has_media: bool,
) -> Reading:
    scenes = [
        scene_of(sentence, known.phrases)
        for sentence in sentences(_mended(tokenize(text, source.kept), known))
    ]
    if not scenes:
        return _empty()
    return _Reader(text, known, asked, scenes, region, has_media=has_media).reading(lang)


def _raised(own: Reading, shipped: Reading) -> Reading:
    """A clinic's reading with every danger sign that it would have taken back."""
    names = {flag.name for flag in own.flags}
    lost = tuple(flag for flag in shipped.flags if flag.name not in names)
    if not lost:
        return own
    spans = {*own.spans, *(flag.span for flag in lost)}
    ordered = tuple(sorted(spans, key=lambda span: (span.start, span.end, span.what)))
    return replace(own, flags=(*own.flags, *lost), spans=ordered)


def _mended(tokens: Sequence[Token], known: Lexicon) -> list[Token]:
    for token in tokens:
        if token.kind == "word":
            token.norm = known.spelling.mended(token.norm)
    return with_spoken_marks(tokens)


def _tapback(kind: str, text: str, asked: Asked) -> Reading:
    intent = reaction(kind, asked)
    span = Span(0, min(len(text), len(kind)), intent)
    understood = not kind.startswith(("question", "dislik"))
    return Reading(None, None, (intent,), (), (), (span,), 0.9, understood)


def _empty() -> Reading:
    """Nothing but a picture, or nothing at all: a person must look."""
    return Reading(None, None, (Intent.MEDIA,), (), (), (), 0.5, understood=False)


class _Reader:
    """One reply on its way to a reading."""

    def __init__(
        self,
        text: str,
        known: Lexicon,
        asked: Asked,
        scenes: Sequence[Scene],
        region: str | None,
        *,
        has_media: bool,
    ) -> None:
        self.text, self.known, self.asked, self.scenes = text, known, asked, scenes
        self.region, self.has_media = region, has_media

    def reading(self, lang: str) -> Reading:
        score = find_score(self.scenes, self.known, asked=self.asked, lang=lang)
        third = is_third_party(self.scenes)
        found = find(self.scenes, self.known, region=self.region, third_party=third)
        flags = tuple(self._flags(found))
        place = (score.place, score.first, score.last) if score else None
        bruise = find_bruise(self.scenes, asked=self.asked, scored=place)
        wishes = find_wishes(self.text, self.scenes, asked=self.asked)
        signs = tuple(self._signs(found, score))
        intents = self._intents(wishes, answered=bool(score or bruise), noted=bool(flags or signs))
        understood = is_understood(
            self.scenes,
            self.asked,
            score=score,
            bruise=bruise,
            intents=intents,
            noted=bool(flags or any(sign.name != NOT_EASED for sign in signs)),
        )
        return Reading(
            score.value if score else None,
            bruise.value if bruise else None,
            intents,
            flags,
            signs,
            self._spans(score, bruise, wishes, flags, signs),
            confidence_of(score=score, bruise=bruise, understood=understood, asked=self.asked),
            understood,
        )

    def _flags(self, found: Sequence[Finding]) -> Iterator[Flag]:
        seen = set()
        if self.asked is Asked.BREATHING and (yes := first_yes(self.scenes)):
            seen.add("breathing")
            span = self._span(0, yes.first, yes.last, "flag:breathing")
            yield Flag("breathing", "E", span, self.text[span.start : span.end])
        for one in found:
            if one.severity and one.standing is Standing.STANDS and one.name not in seen:
                seen.add(one.name)
                span = self._span(one.place, one.first, one.last, f"flag:{one.name}")
                yield Flag(one.name, one.severity, span, self.text[span.start : span.end])

    def _signs(self, found: Sequence[Finding], score: Score | None) -> Iterator[Sign]:
        seen = set()
        for one in found:
            if one.severity or one.standing is not Standing.STANDS or one.name in seen:
                continue
            rule = self.known.signs.get(one.name)
            if rule and (rule.noted_only or (rule.without_score and score)):
                continue
            seen.add(one.name)
            span = self._span(one.place, one.first, one.last, f"sign:{one.name}")
            yield Sign(one.name, span, self.text[span.start : span.end])
        yield from self._told(score)

    def _told(self, score: Score | None) -> Iterator[Sign]:
        """What a score tells by itself: that it rose, or that it is a joke."""
        if score is None:
            return
        span = self._span(score.place, score.first, score.last, "soreness")
        words = self.text[span.start : span.end]
        if score.earlier is not None and score.value >= score.earlier + 2:
            yield Sign("worse", span, f"{words}, was {score.earlier}")
        if score.beyond and any(scene.of("score:light") for scene in self.scenes):
            yield Sign("joking", span, words)

    def _intents(
        self, wishes: Sequence[Wish], *, answered: bool, noted: bool
    ) -> tuple[Intent, ...]:
        intents = {wish.intent for wish in wishes}
        if self.has_media:
            intents.add(Intent.MEDIA)
        told = noted or any(
            scene.of("score:vague") or scene.of("score:better") for scene in self.scenes
        )
        if answered or (told and self.asked in ASKED_FOR_HEALTH):
            intents.add(Intent.ANSWER)
        return tuple(sorted(intents, key=list(Intent).index)) or (Intent.OTHER,)

    def _spans(
        self,
        score: Score | None,
        bruise: Bruise | None,
        wishes: Sequence[Wish],
        flags: Sequence[Flag],
        signs: Sequence[Sign],
    ) -> tuple[Span, ...]:
        spans = [flag.span for flag in flags] + [sign.span for sign in signs]
        if score:
            spans.append(self._span(score.place, score.first, score.last, "soreness"))
        if bruise:
            spans.append(self._span(bruise.place, bruise.first, bruise.last, "bruising"))
        spans += [self._span(w.place, w.first, w.last, w.intent) for w in wishes]
        return tuple(sorted(set(spans), key=lambda span: (span.start, span.end, span.what)))

    def _span(self, place: int, first: int, last: int, what: str) -> Span:
        tokens = self.scenes[place].sentence.tokens
        return Span(tokens[first].start, tokens[last].end, what)

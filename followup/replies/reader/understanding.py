"""Says whether a reply was understood, and how surely: what was not goes to a person."""

import re
from collections.abc import Sequence

from followup.replies.reader.bruises import Bruise
from followup.replies.reader.lexicon import said
from followup.replies.reader.reading import ASKS_SORENESS, Asked, Intent
from followup.replies.reader.scopes import Scene
from followup.replies.reader.scores import Score
from followup.replies.reader.tokens import folded

VOWELS = frozenset("aeiouy")
CONSONANTS = re.compile("[bcdfghjklmnpqrstvwxz]{5,}")
CLEAR = frozenset(Intent) - {Intent.ANSWER, Intent.OTHER}


def is_understood(
    scenes: Sequence[Scene],
    asked: Asked,
    *,
    score: Score | None,
    bruise: Bruise | None,
    intents: Sequence[Intent],
    noted: bool,
) -> bool:
    """Whether the reply gave something to go by."""
    if not score and (_is_gibberish(scenes) or (asked in ASKS_SORENESS and _is_bare_word(scenes))):
        return False
    if not noted and asked is Asked.CHECKIN72 and not score and _is_bare_no(scenes):
        return False
    if score or bruise or noted or CLEAR.intersection(intents) - {Intent.THANKS}:
        return True
    if _has(scenes, "talk:unclear") and asked in ASKS_SORENESS:
        return _has(scenes, "score:better") or _has(scenes, "score:vague")
    if Intent.THANKS in intents:
        return True
    return _has(scenes, "talk:later") or _is_answered(scenes, asked)


def _is_answered(scenes: Sequence[Scene], asked: Asked) -> bool:
    """Whether the question got an answer without a number or a size."""
    if asked is Asked.BREATHING and _has(scenes[:1], "talk:deny"):
        return True
    if asked is Asked.BRUISING:
        return _has(scenes, "bruise:not_seen")
    if _has(scenes, "score:better") or _has(scenes, "score:vague"):
        return True
    return asked not in ASKS_SORENESS and _has(scenes, "talk:phrases")


def _has(scenes: Sequence[Scene], key: str) -> bool:
    return any(scene.of(key) for scene in scenes)


def _is_bare_word(scenes: Sequence[Scene]) -> bool:
    """`ok`, `hello`: no answer to how sore it is."""
    words = {t.norm for scene in scenes for t in scene.sentence.tokens if t.kind != "mark"}
    return bool(words) and words <= said("bare")


def _is_bare_no(scenes: Sequence[Scene]) -> bool:
    """`no` to "has it eased, any bruise?": it may say that it has not eased."""
    words = {t.norm for scene in scenes for t in scene.sentence.tokens if t.kind != "mark"}
    return bool(words) and words <= said("bare_no")


def _is_gibberish(scenes: Sequence[Scene]) -> bool:
    """Letters without a vowel where words should be: a pocket or a small child wrote it."""
    words = [folded(t.raw) for s in scenes for t in s.sentence.tokens if t.kind == "word"]
    odd = [
        word for word in words if len(word) > 2 and word not in said("shorthand") and _is_odd(word)
    ]
    return len(odd) * 3 >= len(words) > 0


def _is_odd(word: str) -> bool:
    return not set(word) & VOWELS or bool(CONSONANTS.search(word))


def confidence_of(
    *, score: Score | None, bruise: Bruise | None, understood: bool, asked: Asked
) -> float:
    """From 0 to 1: how surely the values were read."""
    if not understood:
        return 0.0
    sure = 0.95 if (score and score.sure) or (not score and bruise) else 0.75
    if asked in ASKS_SORENESS and not score:
        sure -= 0.25
    return round(sure, 2)

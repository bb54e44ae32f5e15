"""Says whether a reply was understood, and how surely: what was not goes to a person."""

import re
from collections.abc import Sequence

from followup.replies.reader.bruises import Bruise
from followup.replies.reader.reading import ASKS_SORENESS, Asked, Intent
from followup.replies.reader.scopes import Scene
from followup.replies.reader.scores import Score

VOWELS = frozenset("aeiouy")
CONSONANTS = re.compile("[bcdfghjklmnpqrstvwxz]{5,}")
# Without a vowel, but words all the same.
SHORTHAND = frozenset(
    "thx tks thnx pls plz msg msgs txt txts lmk ttyl brb omg lol lmao lmfao btw ngl tbh smh hmm hmmm"
    " mhm mmhmm pst est nvm prb srry sry smth tmrw tmw thurs shld cld wld abt bmw nfl nba mri phd"
    " dvt gps cbd tv pt dr mr mrs ms st hrs yrs lbs wks mins ppl rn bday frfr fwd grr nbd rly rlly"
    " xd jk jks pps ctrl cmon str8 tht wht wnt dnt cnt knt nmbr skss".split()
)
BARE = frozenset("ok okay k kk hi hello hey sure hola yo good morning evening alright".split())
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
    if _is_gibberish(scenes) or (asked in ASKS_SORENESS and not score and _is_bare_word(scenes)):
        return False
    if score or bruise or noted or CLEAR.intersection(intents):
        return True
    if any(scene.of("talk:later") for scene in scenes):
        return True
    if asked is Asked.BREATHING and any(scene.of("talk:deny") for scene in scenes[:1]):
        return True
    if asked is Asked.BRUISING:
        return any(scene.of("bruise:not_seen") for scene in scenes)
    if _is_said_without_number(scenes):
        return True
    return asked not in ASKS_SORENESS and _is_talk(scenes)


def _is_said_without_number(scenes: Sequence[Scene]) -> bool:
    """`much better`, `a little sore`: a direction or a measure, but not `same`."""
    return any(scene.of("score:better") or scene.of("score:vague") for scene in scenes)


def _is_bare_word(scenes: Sequence[Scene]) -> bool:
    """`ok`, `hello`: no answer to how sore it is."""
    words = {t.norm for scene in scenes for t in scene.sentence.tokens if t.kind != "mark"}
    return bool(words) and words <= BARE


def _is_gibberish(scenes: Sequence[Scene]) -> bool:
    """Letters without a vowel where words should be: a pocket or a small child wrote it."""
    words = [t.raw.casefold() for s in scenes for t in s.sentence.tokens if t.kind == "word"]
    odd = [word for word in words if len(word) > 2 and word not in SHORTHAND and _is_odd(word)]
    return len(odd) * 3 >= len(words) > 0


def _is_odd(word: str) -> bool:
    return not set(word) & VOWELS or bool(CONSONANTS.search(word))


def _is_talk(scenes: Sequence[Scene]) -> bool:
    return any(scene.of("talk:phrases") for scene in scenes)


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

"""Finds the soreness score among the numbers of a reply."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from followup.replies.reader.lexicon import Lexicon, said
from followup.replies.reader.numerals import MOST, Number, is_scale, numbers_in
from followup.replies.reader.phrases import Hit
from followup.replies.reader.reading import ASKS_BRUISING, ASKS_SORENESS, Asked
from followup.replies.reader.scopes import MARKS, STRONG_TURNS, Scene

# How sure a number must be of its place to count as the score, by what was asked.
ENOUGH_ASKED = 2
ENOUGH_UNASKED = 5
HYPHENS = frozenset({"-", "–", "—", "~", "/"})
LEADING = frozenset({"from", "to", "down", "up", "de", "a"})
WAS = frozenset({"was", "were", "era", "estaba"})
OUT = frozenset({"out", "outta", "outa", "outof"})
# A word of the past before one of these says nothing of a number after it.
ARRIVED = re.compile(
    r"(?:^| )(?:(?P<by>\S+) )?(?:from|de) (?:(?:an?|about|like|un|una|como) )?\S+"
    r" (?:to|a)(?: (?:an?|about|like|un|una|como))?$"
)
TURNS = MARKS | STRONG_TURNS | {"so", "and", "then", "y", "entonces", "."}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number that may be the score, and how strongly its surroundings say so."""

    number: Number
    weight: int
    was: bool
    after_correction: bool


@dataclass(frozen=True, slots=True)
class Score:
    """The score now, where it stands, and an earlier one that the patient names."""

    value: int
    place: int
    first: int
    last: int
    sure: bool
    earlier: int | None = None
    beyond: bool = False


def find_score(
    scenes: Sequence[Scene], lexicon: Lexicon, *, asked: Asked, lang: str
) -> Score | None:
    """The soreness that the reply gives, if it gives one."""
    words = lexicon.numbers_of(lang)
    candidates = [
        _weighed(number, scenes[place], lexicon, asked)
        for place in range(len(scenes))
        for number in numbers_in(scenes[place], place, words)
    ]
    possible = [one for one in candidates if one.weight >= _enough(asked)]
    if not possible and asked in ASKS_SORENESS:
        # The one number of an answer to "how sore" is the score, whatever stands around it.
        possible = [one for one in candidates if one.weight >= 0]
    now = [one for one in possible if not one.was]
    earlier = [one for one in candidates if one.was and one.weight >= 0]
    if now:
        return _chosen(now, earlier)
    if asked in ASKS_SORENESS and (heard := _heard(scenes, lexicon, lang)):
        return heard
    if zero := _none(scenes, asked):
        return zero
    return _from_past(possible, scenes)


def _enough(asked: Asked) -> int:
    return ENOUGH_ASKED if asked in ASKS_SORENESS else ENOUGH_UNASKED


def _chosen(now: Sequence[Candidate], earlier: Sequence[Candidate]) -> Score:
    corrected = [one for one in now if one.after_correction]
    best_weight = max(one.weight for one in (corrected or now))
    best = [one for one in (corrected or now) if one.weight == best_weight]
    pick = best[-1] if corrected else best[0]
    past = [one.number.value for one in earlier if one.number.value <= MOST]
    return _score(pick.number, sure=best_weight >= 3, earlier=past[-1] if past else None)


def _score(number: Number, *, sure: bool, earlier: float | None = None) -> Score:
    was = None if earlier is None else rounded(earlier)
    beyond = number.value > MOST
    return Score(rounded(number.value), number.place, number.first, number.last, sure, was, beyond)


def rounded(value: float) -> int:
    """A score of the scale; halves go up, beyond the scale goes to its end."""
    return max(0, min(MOST, math.floor(value + 0.5)))


def _weighed(number: Number, scene: Scene, lexicon: Lexicon, asked: Asked) -> Candidate:
    was = _is_was(number, scene)
    corrected = any(
        hit.last < number.first <= hit.last + 4 for hit in scene.of("score:corrections")
    ) or _is_starred(number, scene)
    if _is_something_else(number, scene, lexicon):
        return Candidate(number, -10, was, corrected)
    weight = _weight(number, scene, lexicon, asked, corrected=corrected)
    return Candidate(number, weight, was and not corrected, corrected)


def _is_starred(number: Number, scene: Scene) -> bool:
    return "*" in (scene.norm(number.first - 1), scene.norm(number.last + 1))


def _weight(
    number: Number, scene: Scene, lexicon: Lexicon, asked: Asked, *, corrected: bool
) -> int:
    weight = 3 if corrected else 0
    if number.of_ten:
        weight += 5
    if _near_sore(number, scene, lexicon):
        weight += 4
    weight += _stands_alone(number, scene) + _in_slot(number, scene, lexicon)
    if any(abs(hit.first - number.last) <= 4 for hit in scene.real("score:now", "score:not_now")):
        weight += 2
    if number.place == 0 and number.first == 0:
        weight += 2
    if asked in ASKS_BRUISING and _with_bruise(number, scene):
        weight += 2
    return weight


def _near_sore(number: Number, scene: Scene, lexicon: Lexicon) -> bool:
    sore = lexicon.sets["sore"]
    linking = said("linking")
    for step in (-1, 1):
        edge = number.first if step < 0 else number.last
        for far in range(1, 6):
            word = scene.norm(edge + step * far)
            if word in sore:
                return True
            if word not in linking:
                break
    return False


def _stands_alone(number: Number, scene: Scene) -> int:
    before, after = scene.norm(number.first - 1), scene.norm(number.last + 1)
    left = not before or not before.isalnum()
    right = not after or not after.isalnum()
    return 2 * (left and right) + (left != right)


def _in_slot(number: Number, scene: Scene, lexicon: Lexicon) -> int:
    before = scene.norm(number.first - 1)
    if before in {"a", "an", "un"}:
        return 3
    return 2 if before in lexicon.sets["slots"] else 0


def _with_bruise(number: Number, scene: Scene) -> bool:
    return any(
        hit.first - number.last in (1, 2, 3)
        for kind in ("bruise:word", "bruise:none", "talk:deny", "size:small", "size:large")
        for hit in scene.of(kind)
    )


def _is_was(number: Number, scene: Scene) -> bool:
    """Whether the number tells of before: a word of the past is nearer to it than one of now."""
    if _is_arrived_at(number, scene):
        return False
    days = [hit for hit in scene.of("score:days") if hit.last < number.first]
    past = _nearest([*scene.real("score:before", "score:not_before"), *days], number, scene)
    return past < _nearest(scene.of("score:now"), number, scene)


def _is_arrived_at(number: Number, scene: Scene, *, by: Collection[str] = ()) -> bool:
    """`down from 7 to 1`: the second number is the one now. `by`: only after one of these."""
    match = ARRIVED.search(" ".join(scene.norms(number.first - 7, number.first - 1)))
    return bool(match and (not by or match["by"] in by))


def _is_of_more(number: Number, later: Hit, scene: Scene) -> bool:
    """`3 felt dizzy earlier`: a reply that begins with its score goes on to something else."""
    away = later.first - number.last
    # `6 it was, 3 now`: this one tells of the score.
    was = scene.norm(later.first) in WAS and scene.norm(later.first - 1) not in {"it", "that"}
    return (number.place, number.first) == (0, 0) and away > (1 if was else 2)


def _nearest(hits: Sequence[Hit], number: Number, scene: Scene) -> int:
    best = 6
    for hit in hits:
        between = scene.norms(min(hit.last, number.last) + 1, max(hit.first, number.first) - 1)
        if hit.first <= number.first <= hit.last:
            best = 1
        if not TURNS.isdisjoint(between):
            continue
        if hit.last < number.first:
            best = min(best, number.first - hit.last)
        elif hit.first > number.last and not _is_of_more(number, hit, scene):
            away = hit.first - number.last
            # `6 yesterday 2 today`: the day right after a number is its own.
            own = away == 1 and scene.norm(hit.first) not in LEADING
            best = min(best, 0 if own else away + 2)
    return best


def _is_something_else(number: Number, scene: Scene, lexicon: Lexicon) -> bool:
    """Times, dates, doses, counts, phones: a number with a unit, or in a longer one."""
    if number.value > MOST and not number.of_ten and not _is_all(number, scene):
        return True
    if number.of_ten:
        return _rates_something_else(number, scene)
    on_scale = is_scale(number, scene) and not _is_arrived_at(number, scene, by=said("went"))
    if on_scale or _is_part(number, scene) or _is_end_of_scale(number, scene):
        return True
    tokens = scene.sentence.tokens
    units = lexicon.sets["units"]
    after = [scene.norm(number.last + step) for step in (1, 2)]
    if after[1] not in said("does") and (
        after[0] in units
        or after[0] in {"of", "strength", "power", "grip"}
        or (" ".join(after) in units and scene.norm(number.last + 3) not in lexicon.sets["sore"])
        or _is_counted(number, scene)
    ):
        return True
    if number.first and tokens[number.first - 1].norm in lexicon.sets["not_after"]:
        return True
    no_scores = scene.real("score:not_a_score", "score:at_a_score")
    return any(hit.first <= number.first <= hit.last for hit in no_scores)


def _is_end_of_scale(number: Number, scene: Scene) -> bool:
    """`to out of ten`: the ten of a score whose number dictation has spoilt."""
    return any(
        hit.first < number.first <= hit.last and scene.norm(hit.first) in OUT
        for hit in scene.of("score:out_of")
    )


def _is_counted(number: Number, scene: Scene) -> bool:
    """`two accidents`, `3e`: a number of things, or a slip of the fingers."""
    after = scene.norm(number.last + 1)
    tokens = scene.sentence.tokens
    if number.last + 1 < len(tokens) and after.isalpha() and len(after) == 1:
        return tokens[number.last].end == tokens[number.last + 1].start and after not in "xny"
    is_one = after in said("not_plural") or after in said("sore") or after in said("contracted")
    is_plural = after.endswith("s") and len(after) > 3 and not is_one
    return is_plural and number.value != 1


def _rates_something_else(number: Number, scene: Scene) -> bool:
    """`10/10 would recommend`, `mood 10 out of 10`."""
    return any(
        number.last < hit.first <= number.last + 3 for hit in scene.of("score:praise")
    ) or any(number.first - 3 <= hit.last < number.first for hit in scene.of("score:about_other"))


def _is_all(number: Number, scene: Scene) -> bool:
    words = [token for token in scene.sentence.tokens if token.kind != "mark"]
    return number.value == MOST + 1 and len(words) <= 2


def _is_part(number: Number, scene: Scene) -> bool:
    """Part of a date or a phone number: joined to another number by a hyphen, slash or colon."""
    tokens = scene.sentence.tokens
    for step, edge in ((-1, number.first), (1, number.last)):
        mark, beyond = edge + step, edge + 2 * step
        if 0 <= beyond < len(tokens) and tokens[mark].norm in {*HYPHENS, ":", "."}:
            glued = tokens[max(mark, edge)].start == tokens[min(mark, edge)].end
            if tokens[beyond].kind in {"number", "clock"} and glued:
                return True
    return False


def _heard(scenes: Sequence[Scene], lexicon: Lexicon, lang: str) -> Score | None:
    """What dictation wrote for a number, where nothing but a score can stand."""
    words = {**lexicon.homophones.get("en", {}), **lexicon.homophones.get(lang, {})}
    for place, scene in enumerate(scenes):
        for at, token in enumerate(scene.sentence.tokens):
            if token.norm in words and _is_slot_for_heard(scene, at):
                return Score(words[token.norm], place, at, at, sure=False)
    return None


def _is_slot_for_heard(scene: Scene, at: int) -> bool:
    before, after = scene.norm(at - 1), scene.norm(at + 1)
    ends = (
        not after
        or not after.isalnum()
        or any(
            hit.first == at + 1
            for key in (
                "score:out_of",
                "score:now",
                "talk:deny",
                "bruise:none",
                "bruise:word",
                "scope:denied_before",
            )
            for hit in scene.of(key)
        )
        or after in {"and", "with", "today"}
    )
    opens = before in {"a", "an", "number", "is", "its", "about", "around", "say", "maybe", "like"}
    return ends and (opens or (at == 0 and not before))


def _none(scenes: Sequence[Scene], asked: Asked) -> Score | None:
    """`no pain at all`: the lowest score in words."""
    for place, scene in enumerate(scenes):
        for hit in scene.unless("score:none"):
            if not scene.of("score:none_unless"):
                return Score(0, place, hit.first, hit.last, sure=True)
    if asked in ASKS_SORENESS:
        return _bare_nothing(scenes, alone=asked is Asked.SORENESS)
    return None


def _bare_nothing(scenes: Sequence[Scene], *, alone: bool) -> Score | None:
    """`none`, `nothing!`, `nada de nada`: a clause of its own that says how sore."""
    for place, scene in enumerate(scenes):
        for hit in (*scene.of("score:bare_none"), *(scene.of("score:bare_no") if alone else ())):
            before, after = scene.norm(hit.first - 1), scene.norm(hit.last + 1)
            if not before.isalnum() and not after.isalnum():
                return Score(0, place, hit.first, hit.last, sure=False)
    return None


def _from_past(possible: Sequence[Candidate], scenes: Sequence[Scene]) -> Score | None:
    """`half of what it was, and it was a 6`; a lone past score is no score of today."""
    if possible:
        for place, scene in enumerate(scenes):
            for hit in scene.of("score:half"):
                number = possible[-1].number
                return Score(rounded(number.value / 2), place, hit.first, hit.last, sure=False)
    return None

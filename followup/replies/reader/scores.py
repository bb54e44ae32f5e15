"""Finds the soreness score among the numbers of a reply."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from followup.replies.reader.lexicon import Lexicon
from followup.replies.reader.phrases import Hit
from followup.replies.reader.reading import ASKS_BRUISING, ASKS_SORENESS, Asked
from followup.replies.reader.scopes import MARKS, STRONG_TURNS, Scene

MOST = 10
# How sure a number must be of its place to count as the score, by what was asked.
ENOUGH_ASKED = 2
ENOUGH_UNASKED = 5
HYPHENS = frozenset({"-", "–", "—", "~", "/"})
RANGE_WORDS = frozenset({"to", "or", "a", "o", "maybe", "and", "y", "-", "–", "—", "~", "/", "tal", "vez"})
# A word of the past before one of these says nothing of a number after it.
TURNS = MARKS | STRONG_TURNS | {"so", "and", "then", "y", "entonces", "."}


NOT_PLURAL = frozenset(
    "this less plus thanks hurts feels always besides seems looks gets goes comes depends perhaps"
    " sometimes needs stays tops yes gracias despues menos mas unless bless was across guess"
    " pues entonces nomas digamos quizas atras".split()
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a sentence; `of_ten` when said as `4/10`."""

    place: int
    first: int
    last: int
    value: float
    of_ten: bool = False
    is_range: bool = False


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


def find_score(scenes: Sequence[Scene], lexicon: Lexicon, *, asked: Asked, lang: str) -> Score | None:
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
        return _chosen(now, earlier, scenes)
    if asked in ASKS_SORENESS and (heard := _heard(scenes, lexicon, lang)):
        return heard
    if zero := _none(scenes, asked):
        return zero
    return _from_past(possible, scenes)


def _enough(asked: Asked) -> int:
    return ENOUGH_ASKED if asked in ASKS_SORENESS else ENOUGH_UNASKED


def _chosen(now: Sequence[Candidate], earlier: Sequence[Candidate], scenes: Sequence[Scene]) -> Score:
    corrected = [one for one in now if one.after_correction]
    best_weight = max(one.weight for one in (corrected or now))
    best = [one for one in (corrected or now) if one.weight == best_weight]
    pick = best[-1] if corrected else best[0]
    past = [one.number.value for one in earlier if one.number.value <= MOST]
    return _score(pick.number, sure=best_weight >= 3, earlier=past[-1] if past else None)


def _score(number: Number, *, sure: bool, earlier: float | None = None) -> Score:
    was = None if earlier is None else rounded(earlier)
    return Score(rounded(number.value), number.place, number.first, number.last, sure, was)


def rounded(value: float) -> int:
    """A score of the scale; halves go up, beyond the scale goes to its end."""
    return max(0, min(MOST, math.floor(value + 0.5)))


def numbers_in(scene: Scene, place: int, words: Mapping[str, int]) -> list[Number]:
    """The numbers of a sentence: digits, words, `4/10` as one, `3-4` as one."""
    plain = list(_plain(scene, place, words))
    joined: list[Number] = []
    at = 0
    while at < len(plain):
        number, used = _joined(plain, at, scene)
        joined.append(number)
        at += used
    return joined


def _plain(scene: Scene, place: int, words: Mapping[str, int]) -> Iterator[Number]:
    for at, token in enumerate(scene.sentence.tokens):
        value: float | None = None
        if token.kind == "number":
            value = float(token.norm.replace(",", "."))
            if _is_minus(scene, at):
                value = -value
        elif token.kind == "keycap":
            value = 10.0 if token.raw == "\U0001f51f" else float(token.raw[0])
        elif token.norm in words and not _is_article(scene, at):
            value = float(words[token.norm])
        if value is not None:
            yield Number(place, at, at, value)


def _is_minus(scene: Scene, at: int) -> bool:
    return at in (1, 2) and scene.norm(at - 1) in {"-", "−"} and not scene.norm(at - 2).isalnum()


def _is_article(scene: Scene, at: int) -> bool:
    """`un 6`, `a one`: the article before a number is not itself one."""
    following = scene.norm(at + 1)
    if scene.norm(at) not in {"un", "una", "uno"} or not following.isalnum():
        return False
    return not any(hit.first == at + 1 for hit in scene.of("score:out_of")) and following not in {
        "y", "o", "nomas", "hoy", "ahorita", "ya", "pero", "sin", "no", "gracias", "solo", "apenas"
    }


def _joined(plain: Sequence[Number], at: int, scene: Scene) -> tuple[Number, int]:
    first = plain[at]
    if half := _and_a_half(first, scene):
        return half, 1
    for hit in scene.of("score:out_of"):
        if first.last < hit.first <= first.last + 2 and hit.first - first.last == 1:
            return _out_of_ten(first, hit), 1 + sum(hit.first <= n.first <= hit.last for n in plain)
    if at + 1 < len(plain):
        second = plain[at + 1]
        between = scene.norms(first.last + 1, second.first - 1)
        if _is_range(first, second, between, scene):
            mean = (first.value + second.value) / 2
            merged = Number(first.place, first.first, second.last, mean, is_range=True)
            for hit in scene.of("score:out_of"):
                if hit.first == second.last + 1:
                    return _out_of_ten(merged, hit), 3
            return merged, 2
    return first, 1


def _and_a_half(number: Number, scene: Scene) -> Number | None:
    for hit in scene.of("score:and_a_half"):
        if hit.first == number.last + 1:
            return Number(number.place, number.first, hit.last, number.value + 0.5)
    return None


def _out_of_ten(number: Number, hit: Hit) -> Number:
    return Number(number.place, number.first, max(hit.last, number.last), number.value, of_ten=True)


def _is_range(first: Number, second: Number, between: Sequence[str], scene: Scene) -> bool:
    if not between or len(between) > 2 or not RANGE_WORDS.issuperset(between):
        return False
    if second.value > MOST or first.value > second.value or _is_scale(first, scene):
        return False
    if {"and", "y"} & set(between):
        return scene.norm(first.first - 1) in {"between", "entre"}
    if {"to", "a"} & set(between):
        return scene.norm(first.first - 1) not in {"from", "de"} and second.value - first.value <= 3
    return True


def _is_scale(number: Number, scene: Scene) -> bool:
    return any(hit.first <= number.first <= hit.last for hit in scene.of("score:scale"))


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
    linking = {"is", "its", "was", ":", "=", "-", "level", "a", "an", "at", "about", "around", "of",
               "like", "de", "es", "un", "como", "the", "my", "me", "en", "on", "now", "today",
               "still", "it", "out", "maybe", "from", "needles", "itself", "the", "only", "for"}
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
    days = [hit for hit in scene.of("score:days") if hit.last < number.first]
    past = _nearest([*scene.of("score:before"), *days], number, scene)
    return past < _nearest(scene.of("score:now"), number, scene)


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
        elif hit.first > number.last:
            best = min(best, hit.first - number.last + 2)
    return best


def _is_something_else(number: Number, scene: Scene, lexicon: Lexicon) -> bool:
    """Times, dates, doses, counts, phones: a number with a unit, or in a longer one."""
    if number.value > MOST and not number.of_ten and not _is_all(number, scene):
        return True
    if number.of_ten:
        return _rates_something_else(number, scene)
    if _is_scale(number, scene) or _is_part(number, scene):
        return True
    tokens = scene.sentence.tokens
    units = lexicon.sets["units"]
    after = [scene.norm(number.last + step) for step in (1, 2)]
    if after[0] in units or after[0] in {"of", "strength", "power", "grip"} or " ".join(after) in units or _is_counted(number, scene):
        return True
    if number.first and tokens[number.first - 1].norm in lexicon.sets["not_after"]:
        return True
    no_scores = scene.real("score:not_a_score", "score:at_a_score")
    return any(hit.first <= number.first <= hit.last for hit in no_scores)


def _is_counted(number: Number, scene: Scene) -> bool:
    """`two accidents`, `3e`: a number of things, or a slip of the fingers."""
    after = scene.norm(number.last + 1)
    tokens = scene.sentence.tokens
    if number.last + 1 < len(tokens) and after.isalpha() and len(after) == 1:
        return tokens[number.last].end == tokens[number.last + 1].start and after not in "xny"
    is_plural = after.endswith("s") and len(after) > 3 and after not in NOT_PLURAL
    return is_plural and number.value != 1


def _rates_something_else(number: Number, scene: Scene) -> bool:
    """`10/10 would recommend`, `mood 10 out of 10`."""
    return any(
        number.last < hit.first <= number.last + 3 for hit in scene.of("score:praise")
    ) or any(
        number.first - 3 <= hit.last < number.first for hit in scene.of("score:about_other")
    )


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
    ends = not after or not after.isalnum() or any(
        hit.first == at + 1
        for key in ("score:out_of", "score:now", "talk:deny", "bruise:none", "bruise:word")
        for hit in scene.of(key)
    ) or after in {"and", "with", "today"}
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

"""Finds the numbers in a sentence: digits, words, keycaps, ranges and `4 out of 10`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from followup.replies.reader.phrases import Hit
from followup.replies.reader.scopes import Scene

MOST = 10
RANGE_WORDS = frozenset(
    {"to", "or", "a", "o", "maybe", "and", "y", "-", "–", "—", "~", "/", "tal", "vez"}
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
        "y",
        "o",
        "nomas",
        "hoy",
        "ahorita",
        "ya",
        "pero",
        "sin",
        "no",
        "gracias",
        "solo",
        "apenas",
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
    if second.value > MOST or first.value > second.value or is_scale(first, scene):
        return False
    if {"and", "y"} & set(between):
        return scene.norm(first.first - 1) in {"between", "entre"}
    if {"to", "a"} & set(between):
        since = {"from", "de"} & set(scene.norms(first.first - 2, first.first - 1))
        return not since and second.value - first.value <= 3
    return True


def is_scale(number: Number, scene: Scene) -> bool:
    return any(hit.first <= number.first <= hit.last for hit in scene.of("score:scale"))

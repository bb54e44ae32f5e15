"""Finds what a reply says of a bruise: none, small, large, or there without its size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from followup.replies.reader.lexicon import said
from followup.replies.reader.phrases import Hit
from followup.replies.reader.reading import ASKS_BOTH, ASKS_BRUISING, Asked, Bruising
from followup.replies.reader.scopes import STRONG_TURNS, Scene, Standing, is_denied, standing

NEAR = 7
VISITS = frozenset({"intent:confirm", "intent:cancel", "intent:reschedule"})


@dataclass(frozen=True, slots=True)
class Bruise:
    """What is said of a bruise, and where."""

    value: Bruising
    place: int
    first: int
    last: int


def find_bruise(
    scenes: Sequence[Scene], *, asked: Asked, scored: tuple[int, int, int] | None
) -> Bruise | None:
    """What the reply says of a bruise; `scored` is the place of the soreness score, if any."""
    said = list(_said(scenes))
    asks = asked in ASKS_BRUISING
    sizes = list(_sizes(scenes, asks=asks, named=bool(said)))
    present = [one for one in said if one.value is Bruising.PRESENT]
    if asks and not said and (no := _answered_no_before(scenes, sizes)):
        return no
    if sizes and (present or (asks and not said)):
        return max(sizes, key=lambda one: one.value is Bruising.LARGE)
    if said:
        return present[-1] if present else said[0]
    if not asks:
        return None
    return _answered(scenes, asked, scored)


def _answered_no_before(scenes: Sequence[Scene], sizes: Sequence[Bruise]) -> Bruise | None:
    """`3 no. A little puffy though.`: the size in a later sentence is that of something else."""
    if not sizes or any(_is_of_one(one, scenes[one.place]) for one in sizes):
        return None
    no = _said_no(scenes[: min(one.place for one in sizes)])
    return next(no, None)


def _is_of_one(size: Bruise, scene: Scene) -> bool:
    """`well maybe a small one`: the size of one that was denied before."""
    keys = ("size:compared", "bruise:one", "scope:anaphora")
    return any(abs(hit.first - size.first) <= 3 for key in keys for hit in scene.of(key))


def _said(scenes: Sequence[Scene]) -> Iterator[Bruise]:
    """Where a bruise is named, denied or not."""
    for place, scene in enumerate(scenes):
        for hit in scene.real("bruise:gone", "bruise:not_gone"):
            yield Bruise(Bruising.NONE, place, hit.first, hit.last)
        for hit in scene.real("bruise:word", "bruise:gone"):
            if any(hit.overlaps(other) for other in scene.of("bruise:not_theirs")):
                continue
            if value := _named(hit, scene):
                yield Bruise(value, place, hit.first, hit.last)


def _named(hit: Hit, scene: Scene) -> Bruising | None:
    if any(hit.overlaps(none) for none in scene.of("bruise:none")):
        return Bruising.NONE
    if is_denied(hit, scene) or _is_none_after(hit, scene) or _is_listed_none(hit, scene):
        return Bruising.NONE
    if any(abs(other.first - hit.first) <= NEAR for other in scene.of("bruise:not_seen")):
        return None
    if standing(hit, scene) in {Standing.STANDS, Standing.FIGURE}:
        return Bruising.PRESENT
    return None


def _is_none_after(hit: Hit, scene: Scene) -> bool:
    at = hit.last + 1
    while scene.norm(at) in {":", "-", "=", "?", "is", "s", ",", "are", "wise", "was", "–"}:
        at += 1
    nos = scene.real("talk:deny", "talk:not_deny")
    return at - hit.last <= 3 and any(
        no.first == at and (_ends(scene, no.last + 1) or scene.norm(no.last + 2) == ":")
        for no in nos
    )


def _is_listed_none(hit: Hit, scene: Scene) -> bool:
    """`no soreness or bruising`: a no that reaches over the soreness."""
    return any(
        other.first <= hit.first <= other.last + 2
        and scene.norm(other.last + 1) in {"or", "nor", "ni", "o", "and", "y", "/", ","}
        for other in scene.of("score:none")
        if scene.norm(hit.first - 1) in {"or", "nor", "ni", "o", "/"}
    )


def _ends(scene: Scene, at: int) -> bool:
    word = scene.norm(at)
    return (
        not word
        or not word.isalnum()
        or word
        in {
            "and",
            "but",
            "so",
            "y",
            "pero",
            "just",
            "sore",
            "soreness",
            "i",
            "its",
            "thank",
            "thanks",
            "yet",
            "either",
            "here",
        }
    )


def _sizes(scenes: Sequence[Scene], *, asks: bool, named: bool) -> Iterator[Bruise]:
    for place, scene in enumerate(scenes):
        near = scene.of("bruise:word")
        for value, key in ((Bruising.LARGE, "size:large"), (Bruising.SMALL, "size:small")):
            for hit in scene.real(key, f"size:not_{value}"):
                if _is_of_bruise(hit, scene, near, asks=asks, named=named):
                    yield Bruise(value, place, hit.first, hit.last)


def _is_of_bruise(hit: Hit, scene: Scene, near: Sequence[Hit], *, asks: bool, named: bool) -> bool:
    if _describes_other(hit, scene) or is_denied(hit, scene):
        return False
    if any(abs(hit.first - word.first) <= NEAR for word in near):
        return True
    if named and (scene.of("size:compared") or scene.of("scope:anaphora")):
        return True
    return asks and not near and not _is_of_danger(hit, scene)


def _is_of_danger(size: Hit, scene: Scene) -> bool:
    """`the red patch has gotten bigger`: what grows is the danger sign, and no bruise."""
    return size.key == "size:large" and any(
        size.overlaps(flag)
        for flag in _flags(scene)
        if not flag.key.endswith(("growing", "bleeding"))
    )


def _describes_other(hit: Hit, scene: Scene) -> bool:
    """`a little sore`, `big help`: the size belongs to the word after it."""
    if any(hit.first < sore.first <= hit.last + 2 for sore in scene.of("score:vague")):
        return True
    if hit.key == "size:small" and any(
        flag.first - 2 <= hit.last and hit.first < flag.last for flag in _flags(scene)
    ):
        return True
    return any(
        other.first <= hit.last + 2 and other.last > hit.first
        for other in scene.hits
        if other.key.startswith(("sign:", "score:better", "size:other"))
        and not other.key.endswith(("redness", "swelling", "worse", "growing"))
    )


def _answered(
    scenes: Sequence[Scene], asked: Asked, scored: tuple[int, int, int] | None
) -> Bruise | None:
    """A yes or no that answers the question about the bruise."""
    for no in _said_no(scenes):
        if not _is_score(no, scenes[no.place], asked, scored):
            return no
    if any(scene.of("bruise:not_seen") for scene in scenes):
        return None
    if coloured := _coloured(scenes):
        return coloured
    if _is_counted(scenes, asked):
        return _first(scenes, ("bruise:one",), Bruising.PRESENT)
    return _yes(scenes, asked, scored)


def _is_score(no: Bruise, scene: Scene, asked: Asked, scored: tuple[int, int, int] | None) -> bool:
    """`zero now`: the score of the soreness says nothing of a bruise."""
    is_number = scene.norm(no.first) in {"0", "zero", "cero"}
    return bool(
        asked in ASKS_BOTH
        and is_number
        and no.first == no.last
        and scored
        and (no.place, no.first) == scored[:2]
    )


def _said_no(scenes: Sequence[Scene]) -> Iterator[Bruise]:
    """Where a no answers the question, until a sentence says that nobody looked."""
    for place, scene in enumerate(scenes):
        for hit in scene.of("bruise:none"):
            if _is_own_clause(hit, scene):
                yield Bruise(Bruising.NONE, place, hit.first, hit.last)
        for hit in scene.real("talk:deny", "talk:not_deny"):
            if _answers(hit, scene):
                yield Bruise(Bruising.NONE, place, hit.first, hit.last)
        if scene.of("bruise:not_seen"):
            return


def _is_counted(scenes: Sequence[Scene], asked: Asked) -> bool:
    return asked is Asked.BRUISING and any(scene.of("bruise:one") for scene in scenes)


def _coloured(scenes: Sequence[Scene]) -> Bruise | None:
    """`kinda purple there`, but not the colour of what oozes out of a hole."""
    for place, scene in enumerate(scenes):
        flagged = list(_flags(scene))
        for hit in scene.of("bruise:colour"):
            if not any(hit.overlaps(flag) for flag in flagged):
                return Bruise(Bruising.PRESENT, place, hit.first, hit.last)
    return None


def _flags(scene: Scene) -> Iterator[Hit]:
    keys = {hit.key for hit in scene.kind("flag:")}
    return (hit for key in sorted(keys) for hit in scene.unless(key))


def _first(scenes: Sequence[Scene], keys: Sequence[str], value: Bruising) -> Bruise | None:
    for place, scene in enumerate(scenes):
        for key in keys:
            for hit in scene.of(key):
                return Bruise(value, place, hit.first, hit.last)
    return None


def _is_own_clause(hit: Hit, scene: Scene) -> bool:
    """`nothing`, `clear`: one word answers only where it stands by itself."""
    if any(hit.overlaps(wish) for wish in scene.kind("intent:") if wish.key not in VISITS):
        return False
    if hit.first != hit.last:
        return not _is_determiner(hit, scene)
    before, after = scene.norm(hit.first - 1), scene.norm(hit.last + 1)
    opens = (
        not before.isalnum()
        or before in said("before_none")
        or _is_count(before)
        or before.isdigit()
    )
    return opens and (not after.isalnum() or after in said("after_no"))


def _answers(hit: Hit, scene: Scene) -> bool:
    """Whether a `no` answers the question: not `no signal`, `it eased lol no`, `no more texts`."""
    if scene.norm(hit.first) in said("amounts"):
        return _is_own_clause(hit, scene)
    if _is_determiner(hit, scene) or any(
        hit.overlaps(wish) for wish in scene.kind("intent:") if wish.key not in VISITS
    ):
        return False
    if any(-3 <= hit.first - eased.last <= 3 for eased in scene.of("scope:eased")):
        return False
    before, after = scene.norm(hit.first - 1), scene.norm(hit.last + 1)
    if len(scene.norm(hit.last)) == 1 and after.isalnum():
        return False
    return (
        not after.isalnum()
        or after in said("after_no")
        or before[:1].isdigit()
        or _is_count(before)
    )


def _is_count(word: str) -> bool:
    return word in said("number_words")


def _is_determiner(hit: Hit, scene: Scene) -> bool:
    """`no headache`: the no belongs to what follows it, and answers nothing."""
    if scene.norm(hit.last) in {"none", "nope", "nah", "negative", "nada"} or hit.first != hit.last:
        return False
    return any(
        hit.last < other.first <= hit.last + 3 and not _has_mark(scene, hit.last, other.first)
        for other in scene.hits
        if other.key.startswith(("flag:", "sign:", "score:none", "score:vague", "bruise:word"))
    )


def _has_mark(scene: Scene, first: int, last: int) -> bool:
    between = scene.norms(first + 1, last - 1)
    return any(not word.isalnum() or word in STRONG_TURNS for word in between)


def _says_more(hit: Hit, scene: Scene) -> bool:
    """`y duele`, `ya ando bailando`: a word of Spanish that only looks like a yes."""
    word, after = scene.norm(hit.last), scene.norm(hit.last + 1)
    if len(word) == 1:
        return after.isalnum()
    return word == "ya" and after.isalnum() and after not in said("after_ya")


def _yes(
    scenes: Sequence[Scene], asked: Asked, scored: tuple[int, int, int] | None
) -> Bruise | None:
    for place, scene in enumerate(scenes):
        for hit in scene.of("talk:affirm"):
            if _says_more(hit, scene):
                continue
            if asked is Asked.BRUISING and place == 0 and hit.first <= 4:
                return Bruise(Bruising.PRESENT, place, hit.first, hit.last)
            later = scored and (place, hit.first) > scored[:2]
            if asked in ASKS_BOTH and later and not scene.of("scope:eased"):
                return Bruise(Bruising.PRESENT, place, hit.first, hit.last)
    return None

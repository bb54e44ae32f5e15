"""Finds what the patient wants of the clinic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from followup.messaging import keywords
from followup.messaging.keywords import Keyword
from followup.replies.reader.lexicon import said
from followup.replies.reader.phrases import Hit
from followup.replies.reader.reading import Asked, Intent
from followup.replies.reader.scopes import Scene

LIKED = ("liked", "loved", "👍", "reacted 👍", "reacted ❤", "le gust", "le encant", "me gusta", "❤")
PLAIN = (
    Intent.OPT_OUT,
    Intent.OPT_IN,
    Intent.CALL_ME,
    Intent.THANKS,
    Intent.COMPLAINT,
    Intent.WRONG_PERSON,
    Intent.MEDIA,
)
BY_KEYWORD = {
    Keyword.STOP: Intent.OPT_OUT,
    Keyword.START: Intent.OPT_IN,
    Keyword.HELP: Intent.HELP,
}
# `ibuprofen ok?` asks, `so then the next day it was kind of big?` tells.
LONGEST_FRAGMENT = 7
GIVEN = ("bruise:", "score:vague", "score:better")


@dataclass(frozen=True, slots=True)
class Wish:
    """An intent, and the place that shows it."""

    intent: Intent
    place: int
    first: int
    last: int


def find_wishes(text: str, scenes: Sequence[Scene], *, asked: Asked) -> list[Wish]:
    """What is wanted, and the words that show it."""
    if wish := _keyword(text, scenes, asked):
        return [wish]
    found = [wish for intent in PLAIN for wish in _plain(scenes, intent)]
    if not any(wish.intent is Intent.OPT_OUT for wish in found):
        found += _own_clause(scenes, Intent.OPT_OUT)
    found += _third_party(scenes) + _links(scenes)
    kinds = {wish.intent for wish in found}
    found += _visit(scenes, asked, opted_out=Intent.OPT_OUT in kinds)
    kinds = {wish.intent for wish in found}
    if not kinds & {Intent.RESCHEDULE, Intent.HELP, Intent.OPT_OUT, Intent.OPT_IN}:
        found += _questions(scenes)
    return found


def reaction(kind: str, asked: Asked) -> Intent:
    """What a tapback means: liking an appointment confirms it."""
    if asked is Asked.APPOINTMENT and kind.startswith(LIKED):
        return Intent.CONFIRM
    return Intent.OTHER


def is_third_party(scenes: Sequence[Scene]) -> bool:
    """Whether somebody else writes of the patient."""
    return bool(_third_party(scenes))


def _keyword(text: str, scenes: Sequence[Scene], asked: Asked) -> Wish | None:
    """A whole-message keyword; CANCEL under an appointment is about the visit."""
    keyword = keywords.match(text)
    if keyword is None or (asked is Asked.APPOINTMENT and "cancel" in text.casefold()):
        return None
    return Wish(BY_KEYWORD[keyword], 0, 0, len(scenes[0].sentence.tokens) - 1)


def _plain(scenes: Sequence[Scene], intent: Intent) -> Iterator[Wish]:
    for place, scene in enumerate(scenes):
        for hit in scene.unless(f"intent:{intent}"):
            yield Wish(intent, place, hit.first, hit.last)
            return


def _own_clause(scenes: Sequence[Scene], intent: Intent) -> Iterator[Wish]:
    """`no thanks, stop`: a word that is a clause of its own."""
    for place, scene in enumerate(scenes):
        for hit in scene.of(f"own:intent:{intent}"):
            before, after = scene.norm(hit.first - 1), scene.norm(hit.last + 1)
            if not before.isalnum() and not after.isalnum():
                yield Wish(intent, place, hit.first, hit.last)
                return


def _third_party(scenes: Sequence[Scene]) -> list[Wish]:
    found = list(_plain(scenes, Intent.THIRD_PARTY))
    # `she says 4` names the patient, unless somebody else was named before.
    named = any(scene.of("scope:other_person") for scene in scenes)
    if not found and not named:
        for place, scene in enumerate(scenes):
            found += [
                Wish(Intent.THIRD_PARTY, place, hit.first, hit.last)
                for hit in scene.of("weak:intent:third_party")
            ]
    return found[:1]


def _links(scenes: Sequence[Scene]) -> list[Wish]:
    return [
        Wish(Intent.MEDIA, place, at, at)
        for place, scene in enumerate(scenes)
        for at, token in enumerate(scene.sentence.tokens)
        if token.kind == "link"
    ][:1]


def _is_whole(hit: Hit, scene: Scene) -> bool:
    rest = scene.norms(0, hit.first - 1) if hit.first else []
    rest += scene.norms(hit.last + 1, len(scene.sentence.tokens))
    return not any(word.isalnum() for word in rest)


def _visit(scenes: Sequence[Scene], asked: Asked, *, opted_out: bool) -> list[Wish]:
    """Confirm, reschedule or cancel: bare words count only where a visit was asked about."""
    if opted_out:
        return []
    for intent in (Intent.RESCHEDULE, Intent.CANCEL, Intent.CONFIRM):
        wish = _named_visit(scenes, intent)
        if not wish and asked is Asked.APPOINTMENT:
            wish = _bare_visit(scenes, intent)
        if wish:
            return [wish]
    return []


def _named_visit(scenes: Sequence[Scene], intent: Intent) -> Wish | None:
    """The wish with the visit named in the same sentence, whatever was asked."""
    for place, scene in enumerate(scenes):
        for hit in scene.unless(f"intent:sure_{intent}"):
            return Wish(intent, place, hit.first, hit.last)
    return None


def _bare_visit(scenes: Sequence[Scene], intent: Intent) -> Wish | None:
    key = f"intent:{intent}"
    for place, scene in enumerate(scenes):
        for hit in scene.unless(key):
            return Wish(intent, place, hit.first, hit.last)
        for hit in scene.of(f"exact:{key}"):
            if _is_whole(hit, scene) or _is_first_letter(hit, scene, place, intent):
                return Wish(intent, place, hit.first, hit.last)
    return None


def _is_first_letter(hit: Hit, scene: Scene, place: int, intent: Intent) -> bool:
    return (
        intent is Intent.CONFIRM
        and place == 0
        and hit.first == 0
        and scene.norm(0) != "y"
        and scene.norm(hit.last + 1) not in {"or", "/", "o"}
        and not (scene.norm(hit.last + 1) == "and" and len(scene.norm(hit.last + 2)) == 1)
    )


def _questions(scenes: Sequence[Scene]) -> list[Wish]:
    for place, scene in enumerate(scenes):
        if any(scene.of("intent:call_me")) or _is_self_answered(scenes, place):
            continue
        if hit := _question(scene):
            return [Wish(Intent.QUESTION, place, hit.first, hit.last)]
    return []


def _is_self_answered(scenes: Sequence[Scene], place: int) -> bool:
    """`Any fever? No.`"""
    scene = scenes[place]
    if scene.norm(len(scene.sentence.tokens) - 1) != "?" or place + 1 == len(scenes):
        return False
    later = scenes[place + 1]
    return any(
        hit.first == 0 and not later.norm(hit.last + 1).isalnum()
        for hit in (*later.of("talk:deny"), *later.of("talk:affirm"))
    )


def _question(scene: Scene) -> Hit | None:
    key = "intent:question"
    excused = f"unless:{key}"
    for hit in scene.real(f"anywhere:{key}", excused):
        if scene.norm(hit.first - 1) != "no":
            return hit
    for hit in scene.real(f"starts:{key}", excused):
        if _opens(hit, scene):
            return hit
    if "?" not in scene.norms(len(scene.sentence.tokens) - 3, len(scene.sentence.tokens)):
        return None
    return None if scene.of(excused) else _marked(scene)


def _opens(hit: Hit, scene: Scene) -> bool:
    before = scene.norm(hit.first - 1)
    return not before.isalnum() or before in said("openers") or before.isdigit()


def _marked(scene: Scene) -> Hit | None:
    """A sentence with a question mark that asks, and does not only guess at a score."""
    words = [token for token in scene.sentence.tokens if token.kind != "mark"]
    asking = scene.of("wh:intent:question")
    numbers = any(token.kind in {"number", "keycap"} for token in words)
    gives = numbers or any(hit.key.startswith(GIVEN) for hit in scene.hits)
    short = 1 < len(words) <= LONGEST_FRAGMENT and words[0].norm not in said("telling")
    if asking or (short and not gives):
        return asking[0] if asking else Hit("question", 0, len(scene.sentence.tokens) - 1)
    return None

"""Finds what the patient wants of the clinic."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from followup.replies.reader.phrases import Hit
from followup.replies.reader.reading import Asked, Intent
from followup.replies.reader.scopes import Scene

LIKED = ("liked", "loved", "👍", "reacted 👍", "reacted ❤", "le gust", "le encant", "me gusta", "❤")
PLAIN = (
    Intent.OPT_OUT, Intent.OPT_IN, Intent.CALL_ME, Intent.THANKS, Intent.COMPLAINT,
    Intent.WRONG_PERSON, Intent.THIRD_PARTY, Intent.MEDIA, Intent.HELP,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """An intent, and the place that shows it."""

    intent: Intent
    place: int
    first: int
    last: int


def find_wishes(scenes: Sequence[Scene], *, asked: Asked, answered: bool) -> list[Wish]:
    """What is wanted; `answered` says that a score or a bruise was given."""
    found = [wish for intent in PLAIN for wish in _plain(scenes, intent, answered=answered)]
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


def _plain(scenes: Sequence[Scene], intent: Intent, *, answered: bool) -> Iterator[Wish]:
    for place, scene in enumerate(scenes):
        for hit in scene.unless(f"intent:{intent}"):
            yield Wish(intent, place, hit.first, hit.last)
            return
        if place == 0 and len(scenes) == 1:
            for hit in scene.of(f"exact:intent:{intent}"):
                if _is_whole(hit, scene):
                    yield Wish(intent, place, hit.first, hit.last)
                    return


def _is_whole(hit: Hit, scene: Scene) -> bool:
    rest = scene.norms(0, hit.first - 1) if hit.first else []
    rest += scene.norms(hit.last + 1, len(scene.sentence.tokens))
    return not any(word.isalnum() for word in rest)


def _visit(scenes: Sequence[Scene], asked: Asked, *, opted_out: bool) -> Iterator[Wish]:
    """Confirm, reschedule or cancel: bare words count only where a visit was asked about."""
    if opted_out:
        return
    for intent in (Intent.RESCHEDULE, Intent.CANCEL, Intent.CONFIRM):
        wish = _named_visit(scenes, intent) 
        if not wish and asked is Asked.APPOINTMENT:
            wish = _bare_visit(scenes, intent)
        if wish:
            yield wish
            return


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
            if _is_whole(hit, scene) or (place == 0 and hit.first == 0 and intent is Intent.CONFIRM):
                return Wish(intent, place, hit.first, hit.last)
    return None


def _questions(scenes: Sequence[Scene]) -> Iterator[Wish]:
    for place, scene in enumerate(scenes):
        excused = scene.of("unless:intent:question")
        for hit in (*scene.of("starts:intent:question"), *scene.of("asks:intent:question")):
            if any(hit.overlaps(other) for other in excused):
                continue
            if _is_asked(hit, scene):
                yield Wish(Intent.QUESTION, place, hit.first, hit.last)
                return


def _is_asked(hit: Hit, scene: Scene) -> bool:
    marked = scene.norm(len(scene.sentence.tokens) - 1) in {"?", "¿"}
    if marked:
        return True
    if not hit.key.startswith("starts:"):
        return False
    before = scene.norm(hit.first - 1)
    return hit.first == 0 or not before.isalnum() or before in {"hey", "so", "and", "but", "also", "ok", "tho", "hi", "btw", "y", "pero"}

"""Finds danger signs and milder signs, and keeps those that stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from followup.replies.reader.lexicon import FlagRule, Lexicon
from followup.replies.reader.nets import caught
from followup.replies.reader.phrases import Hit
from followup.replies.reader.scopes import Scene, Standing, scene_of, standing
from followup.replies.reader.unaccounted import unaccounted

__all__ = ["Finding", "find", "scene_of"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A danger sign (with severity) or a milder sign (without), where it stands, and its worth."""

    name: str
    severity: str
    place: int
    first: int
    last: int
    standing: Standing


def find(
    scenes: Sequence[Scene], lexicon: Lexicon, *, region: str | None, third_party: bool
) -> list[Finding]:
    """Every danger sign and milder sign, the dismissed ones too, in the order of the text."""
    found: list[Finding] = []
    named = False
    for place, scene in enumerate(scenes):
        named = named or bool(scene.real("scope:other_person", "scope:not_other_person"))
        passed = _has_passed(scenes, place)
        for hit in (*_named(scene), *_netted(scene, lexicon, region), *unaccounted(scene)):
            worth = _worth(hit, scenes, place, third_party=third_party, named=named)
            if passed and hit.key.startswith("sign:") and lexicon.signs[hit.key[5:]].passing:
                worth = Standing.PAST
            found.append(_finding(hit, place, worth, lexicon, region, passed=passed))
    found.extend(_combined(found, lexicon, region))
    return found


def _named(scene: Scene) -> Iterator[Hit]:
    for key in dict.fromkeys(hit.key for hit in scene.hits):
        if key.startswith(("flag:", "sign:", "always:")):
            yield from scene.unless(key)


def _netted(scene: Scene, lexicon: Lexicon, region: str | None) -> Iterator[Hit]:
    return (hit for hit in caught(scene, lexicon, region=region) if not scene.is_excused(hit))


def _worth(
    hit: Hit, scenes: Sequence[Scene], place: int, *, third_party: bool, named: bool
) -> Standing:
    worth = standing(hit, scenes[place], others=not third_party, someone_named=named)
    if _is_answered_no(hit, scenes, place) or _are_all_denied(scenes, place):
        return Standing.DENIED
    if worth is Standing.STANDS and _is_asked_on(scenes, place):
        return Standing.IMAGINED
    return worth


def first_yes(scenes: Sequence[Scene]) -> Hit | None:
    """The yes with which a reply begins."""
    return next((hit for hit in scenes[0].of("talk:affirm") if hit.first == 0), None)


def _finding(
    hit: Hit, place: int, worth: Standing, lexicon: Lexicon, region: str | None, *, passed: bool
) -> Finding:
    kind, name = hit.key.removeprefix("always:").split(":", 1)
    severity = ""
    if kind == "flag":
        rule = lexicon.flags[name]
        severity = rule.severity if _is_grave(rule, region, passed=passed) else ""
    return Finding(name, severity, place, hit.first, hit.last, worth)


def _is_grave(rule: FlagRule, region: str | None, *, passed: bool) -> bool:
    return rule.concerns(region) and not (passed and rule.passing)


def _is_answered_no(hit: Hit, scenes: Sequence[Scene], place: int) -> bool:
    """`Fever? No. Numb? No.`: a question that the next sentence denies."""
    scene = scenes[place]
    if scene.norm(hit.last + 1) != "?" or place + 1 == len(scenes):
        return False
    later = scenes[place + 1]
    return any(
        no.first == 0 and not later.norm(no.last + 1).isalnum()
        for no in later.of("scope:denied_after")
    )


def _are_all_denied(scenes: Sequence[Scene], place: int) -> bool:
    """`Chest pain, fever: call 911, got it. None of that here.`"""
    return any(scene.of("scope:denies_all") for scene in scenes[place + 1 : place + 3])


def _is_asked_on(scenes: Sequence[Scene], place: int) -> bool:
    """`What do I watch for? Pus, fever?`: a question that goes on from an imagined one."""
    scene = scenes[place]
    if not place or scene.of("scope:self") or not _asks(scene) or not _asks(scenes[place - 1]):
        return False
    return bool(scenes[place - 1].real("scope:hypothetical", "scope:not_hypothetical"))


def _asks(scene: Scene) -> bool:
    return scene.norm(len(scene.sentence.tokens) - 1) == "?"


def _has_passed(scenes: Sequence[Scene], place: int) -> bool:
    """Whether this sentence or the next says that it went away."""
    return any(
        scene.real("scope:passed", "scope:not_passed") for scene in scenes[place : place + 2]
    )


def _combined(found: Sequence[Finding], lexicon: Lexicon, region: str | None) -> Iterator[Finding]:
    standing_now = {one.name: one for one in found if one.standing is Standing.STANDS}
    for combination in lexicon.combinations:
        if combination.of <= standing_now.keys() and combination.rule.concerns(region):
            last = max(
                (standing_now[name] for name in combination.of), key=lambda o: (o.place, o.last)
            )
            yield Finding(
                combination.name,
                combination.rule.severity,
                last.place,
                last.first,
                last.last,
                Standing.STANDS,
            )

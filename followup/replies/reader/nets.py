"""Finds complaints that no phrase names: a part or function of the body beside a word of trouble.

A phrase knows one wording. A net knows two lists, what it is `about` and the `trouble` with it, and
takes any word of one beside any of the other in the same clause, in whatever order.
"""

from collections.abc import Iterator, Sequence

from followup.replies.reader.lexicon import Lexicon, NetRule, said
from followup.replies.reader.phrases import Hit
from followup.replies.reader.scopes import Scene, clauses_of, is_denied

# What goes on speaking of the same thing after a comma: `my arm, it just hangs`.
_GOES_ON = frozenset("it its that thats they theyre which just se esta was were estaba".split())


def caught(scene: Scene, lexicon: Lexicon, *, region: str | None) -> Iterator[Hit]:
    """What the nets catch in a sentence, each under the key of the sign that it raises."""
    for name, net in lexicon.nets.items():
        about = scene.of(f"about:{name}")
        if not about or (net.regions and region is not None and region not in net.regions):
            continue
        excused = scene.of(f"excuse:{name}")
        for hit in _alone(about, net, scene) if net.calm else _pairs(about, name, net, scene):
            if not any(hit.overlaps(excuse) for excuse in excused):
                yield hit


def _alone(about: Sequence[Hit], net: NetRule, scene: Scene) -> Iterator[Hit]:
    clauses = clauses_of(scene)
    for hit in about:
        here = {scene.norm(at) for at, clause in enumerate(clauses) if clause == clauses[hit.first]}
        if here.isdisjoint(said("well")):
            yield Hit(net.raises, hit.first, hit.last)


def _pairs(about: Sequence[Hit], name: str, net: NetRule, scene: Scene) -> Iterator[Hit]:
    standing = [hit for hit in scene.of(f"trouble:{name}") if not is_denied(hit, scene)]
    for hit in about:
        for trouble in standing:
            if _belong(hit, trouble, scene, net):
                first, last = min(hit.first, trouble.first), max(hit.last, trouble.last)
                yield Hit(net.raises, first, last)


def _belong(about: Hit, trouble: Hit, scene: Scene, net: NetRule) -> bool:
    if about.overlaps(trouble):
        return False
    first, second = (about, trouble) if about.first <= trouble.first else (trouble, about)
    if second.first - first.last > net.reach:
        return False
    clauses = clauses_of(scene)
    apart = clauses[second.first] - clauses[first.first]
    return apart == 0 or (apart == 1 and _goes_on(clauses, clauses[second.first], scene))


def _goes_on(clauses: Sequence[int], clause: int, scene: Scene) -> bool:
    """Whether a clause speaks on of what the one before it was about."""
    start = clauses.index(clause)
    return any(scene.norm(at) in _GOES_ON for at in (start, start + 1))

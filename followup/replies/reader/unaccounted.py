"""Finds clauses that tell of a part of the body what no list knows: a person should read them.

What the vocabulary knows of complaints has an end, and what patients say has none. So the burden
is turned round: a clause about the body needs nobody only where every other word in it is plain.
"""

from collections.abc import Iterator

from followup.replies.reader.lexicon import said
from followup.replies.reader.phrases import Hit
from followup.replies.reader.scopes import Scene, clauses_of, is_denied

_KEY = "sign:odd"
# What is known is judged for itself, whether it stands or not.
_KNOWN = (
    "size:", "bruise:", "talk:", "score:", "intent:", "flag:", "sign:", "unless:", "excuse:",
    "scope:figures",
)  # fmt: skip


def unaccounted(scene: Scene) -> Iterator[Hit]:
    """The clauses of a sentence that say something of the body in words that are not plain."""
    clauses = clauses_of(scene)
    for body in scene.of("talk:body"):
        clause = clauses[body.first]
        places = [at for at, number in enumerate(clauses) if number == clause]
        words = {scene.norm(at) for at in places}
        if words.isdisjoint(said("calm")) and any(_is_strange(at, scene) for at in places):
            yield Hit(_KEY, body.first, body.last)


def _is_strange(at: int, scene: Scene) -> bool:
    token = scene.sentence.tokens[at]
    if token.kind != "word" or token.norm in said("filler"):
        return False
    covering = (hit for hit in scene.hits if hit.first <= at <= hit.last)
    return not any(hit.key.startswith(_KNOWN) for hit in covering) and not is_denied(
        Hit(_KEY, at, at), scene
    )

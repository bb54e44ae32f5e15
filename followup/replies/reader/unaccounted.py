"""Finds clauses that tell of a part of the body what no list knows: a person should read them.

What the vocabulary knows of complaints has an end, and what patients say has none. So the burden
is turned round: a clause about the body needs nobody only where every other word in it is plain.
"""

from collections.abc import Iterator

from followup.replies.reader.lexicon import said
from followup.replies.reader.phrases import Hit
from followup.replies.reader.scopes import Scene, clauses_of, is_denied

_KEY = "sign:odd"
_FAILS = frozenset("cant cannot couldnt unable wont wouldnt doesnt isnt hasnt aint".split())
# What is known is judged for itself, whether it stands or not.
_KNOWN = (
    "size:", "bruise:", "talk:", "score:", "intent:", "flag:", "sign:", "unless:", "excuse:",
    "scope:figures",
)  # fmt: skip


def unaccounted(scene: Scene) -> Iterator[Hit]:
    """Parts of the body of which a sentence says something in words that are not plain."""
    named = scene.of("talk:body")
    if not named:
        return
    clauses = clauses_of(scene)
    strange = {clauses[at] for at in _strange(scene)}
    calm = {clauses[at] for at in range(len(clauses)) if scene.norm(at) in said("calm")}
    # `my foot wont go up the way it used to`: what is not done is not calm.
    calm -= {clauses[at] for at in range(len(clauses)) if scene.norm(at) in _FAILS}
    for body in named:
        if clauses[body.first] in strange - calm:
            yield Hit(_KEY, body.first, body.last)


def _strange(scene: Scene) -> Iterator[int]:
    """The words that are neither plain nor known nor denied."""
    known = {
        at
        for hit in scene.hits
        if hit.key.startswith(_KNOWN)
        for at in range(hit.first, hit.last + 1)
    }
    for at, token in enumerate(scene.sentence.tokens):
        plain = token.kind != "word" or token.norm in said("filler") or at in known
        if not plain and not is_denied(Hit(_KEY, at, at), scene):
            yield at

"""Decides what a finding means where it stands: denied, only imagined, long past, somebody else's.

The way is ConText (Harkema and others, J Biomed Inform 2009;42:839): words around a finding open
a scope, other words close it. In doubt a scope closes early, since a finding that stands only
raises the urgency.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from followup.replies.reader.phrases import Hit, Phrases
from followup.replies.reader.tokens import Sentence

REACH = 9
BEFORE_SELF = frozenset({"i", "im", "my", "ive", "id", "it", "its", "the", "mi", "me", "la", "el"})
OWN_NEGATION = frozenset(
    "cant cannot couldnt unable wont not no doesnt isnt hasnt dont never without nothing sin"
    " barely hardly impossible apenas tampoco".split()
)
JOINS = frozenset({"or", "nor", "and", "&", "any", "o", "ni", "y", "u", "e", "other", "no", "/"})
MARKS = frozenset({",", ";", ":", "(", ")", "-", "–", "—", "/"})
ITEM_ENDS = MARKS | JOINS | {".", "!", "?", "..", "...", "…"}
STRONG_TURNS = frozenset({"but", "however", "although", "though", "pero", "aunque", "tho"})
ANAPHORA = frozenset(
    "that thats they theyve theyre its it those this which always been eso esa ya siempre".split()
)


class Standing(StrEnum):
    """Whether a finding counts, and if not, why."""

    STANDS = "stands"
    DENIED = "denied"
    IMAGINED = "imagined"
    PAST = "past"
    OTHERS = "somebody else's"
    FIGURE = "figure of speech"


@dataclass(slots=True)
class Scene:
    """One sentence with everything that was found in it."""

    sentence: Sentence
    hits: Sequence[Hit]
    by_key: dict[str, list[Hit]] = field(default_factory=dict)

    def of(self, key: str) -> Sequence[Hit]:
        return self.by_key.get(key, ())

    def kind(self, prefix: str) -> Iterator[Hit]:
        return (hit for hit in self.hits if hit.key.startswith(prefix))

    def norm(self, index: int) -> str:
        """The folded word at a place; empty outside of the sentence."""
        tokens = self.sentence.tokens
        return tokens[index].norm if 0 <= index < len(tokens) else ""

    def norms(self, first: int, last: int) -> list[str]:
        return [token.norm for token in self.sentence.tokens[max(first, 0) : last + 1]]

    def unless(self, key: str) -> Iterator[Hit]:
        """The hits of `key` that no exception touches."""
        excused = self.of(f"unless:{key}")
        return (hit for hit in self.of(key) if not any(self._excuses(e, hit) for e in excused))

    def _excuses(self, excuse: Hit, hit: Hit) -> bool:
        """`breathing good` excuses `trouble breathing`, but not the cant of `cant breathe good`."""
        if not excuse.overlaps(hit):
            return False
        uncovered = self.norms(hit.first, min(hit.last, excuse.first - 1))
        return hit.first >= excuse.first or OWN_NEGATION.isdisjoint(uncovered)

    def real(self, key: str, but: str) -> list[Hit]:
        """The hits of `key` that no hit of `but` covers."""
        return [hit for hit in self.of(key) if not _touched(hit, self.of(but))]


def scene_of(sentence: Sentence, phrases: Phrases) -> Scene:
    """Searches a sentence for everything that the vocabulary knows."""
    scene = Scene(sentence, phrases.find(sentence))
    for hit in scene.hits:
        scene.by_key.setdefault(hit.key, []).append(hit)
    return scene


def standing(
    hit: Hit, scene: Scene, *, others: bool = True, someone_named: bool = False
) -> Standing:
    """What a finding is worth. `others` false: somebody writes of the patient as he or she."""
    if _touched(hit, scene.of("scope:figures")):
        return Standing.FIGURE
    if is_denied(hit, scene):
        return Standing.DENIED
    if _is_imagined(hit, scene):
        return Standing.IMAGINED
    if _is_past(hit, scene):
        return Standing.PAST
    if others and _is_others(hit, scene, someone_named=someone_named):
        return Standing.OTHERS
    return Standing.STANDS


def is_denied(hit: Hit, scene: Scene) -> bool:
    """Whether `no`, `not` or `without` reaches the finding, or `: no` follows it."""
    words = scene.norms(hit.first, hit.last)
    if OWN_NEGATION.isdisjoint(words):
        triggers = scene.real("scope:denied_before", "scope:not_a_denial")
        if any(_reaches(trigger, hit, scene) for trigger in triggers):
            return True
    return _is_denied_after(hit, scene)


def _touched(hit: Hit, others: Sequence[Hit]) -> bool:
    return any(hit.overlaps(other) for other in others)


def _reaches(trigger: Hit, hit: Hit, scene: Scene) -> bool:
    if not 0 < hit.first - trigger.last <= REACH or scene.norm(trigger.last + 1) in MARKS:
        return False
    start = _after_soft(trigger.last + 1, scene)
    for end in (*scene.of("scope:ends"), *scene.of("scope:soft_ends")):
        if start <= end.first < hit.first and not trigger.overlaps(end):
            return False
    between = scene.norms(trigger.last + 1, hit.first - 1)
    return MARKS.isdisjoint(between) or _is_list(trigger, hit, scene)


def _after_soft(at: int, scene: Scene) -> int:
    """The place after the small words that may follow a denial: `dont have`, `no me he`."""
    soft = {hit.first: hit.last for hit in scene.of("scope:soft_ends")}
    while at in soft:
        at = soft[at] + 1
    return at


def _is_list(trigger: Hit, hit: Hit, scene: Scene) -> bool:
    """`no fever, chills or numbness`: bare items, and a joining word or a danger sign before."""
    named = [
        other
        for other in scene.hits
        if other.key.startswith(("flag:", "sign:", "bruise:word")) and other.first > trigger.last
    ]
    covered = {at for other in named for at in range(other.first, other.last + 1)}
    end = hit.last + 1
    while scene.norm(end) and scene.norm(end) not in ITEM_ENDS and end in covered:
        end += 1
    if scene.norm(end) and scene.norm(end) not in ITEM_ENDS:
        return False
    loose = [
        at
        for at in range(trigger.last + 1, hit.first)
        if at not in covered and scene.norm(at) not in MARKS | JOINS
    ]
    joined = any(
        scene.norm(at) in {"or", "nor", "o", "ni", "u"} for at in range(trigger.last, end + 3)
    )
    earlier = any(o.key.startswith(("flag:", "sign:")) and o.last < hit.first for o in named)
    return not loose and (joined or earlier)


def _is_denied_after(hit: Hit, scene: Scene) -> bool:
    """`fever: no`, `numbness none`, but not `chest pain, no bruise`."""
    at = hit.last + 1
    if scene.norm(at) in {":", "-", "=", "?", "–"}:
        at += 1
    for after in scene.of("scope:denied_after"):
        if after.first == at and (
            not scene.norm(after.last + 1) or scene.norm(after.last + 1) in MARKS
        ):
            return True
    return False


def _is_imagined(hit: Hit, scene: Scene) -> bool:
    for trigger in scene.real("scope:hypothetical", "scope:not_hypothetical"):
        if trigger.last < hit.first and not _turns(trigger.last + 1, hit.first, scene):
            return True
    return False


def _turns(start: int, end: int, scene: Scene) -> bool:
    """Whether the sentence turns to a fact between two places."""
    for at in range(start, end):
        word = scene.norm(at)
        if word in STRONG_TURNS:
            return True
        if word in MARKS and scene.norm(at + 1) in BEFORE_SELF:
            return True
    return False


def _is_past(hit: Hit, scene: Scene) -> bool:
    triggers = scene.real("scope:past", "scope:not_past")
    if not triggers:
        return False
    clauses = _clauses(scene)
    here = clauses[hit.first]
    if any(clauses[now.first] == here for now in scene.of("scope:not_past")):
        return False
    for trigger in triggers:
        there = clauses[trigger.first]
        if there == here:
            return True
        starts = [at for at, clause in enumerate(clauses) if clause == there][:2]
        if there == here + 1 and any(scene.norm(at) in ANAPHORA for at in starts):
            return not any(clauses[now.first] == there for now in scene.of("scope:not_past"))
    return False


def _clauses(scene: Scene) -> list[int]:
    """For each token the number of its clause."""
    numbers, clause = [], 0
    for at, token in enumerate(scene.sentence.tokens):
        turn = token.norm in MARKS or token.norm in STRONG_TURNS
        joined = token.norm in {"and", "y"} and scene.norm(at + 1) in BEFORE_SELF
        clause += turn or joined
        numbers.append(clause)
    return numbers


def _is_others(hit: Hit, scene: Scene, *, someone_named: bool) -> bool:
    triggers = scene.real("scope:other_person", "scope:not_other_person")
    if someone_named:
        triggers += scene.real("scope:pronoun", "scope:not_other_person")
    own = [own.first for own in scene.of("scope:self")]
    return any(
        trigger.last < hit.first and not any(trigger.last < at <= hit.first for at in own)
        for trigger in triggers
    )

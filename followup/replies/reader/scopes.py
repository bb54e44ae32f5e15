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

REACH = 12
NEXT_TO = 5
BEFORE_SELF = frozenset({"i", "im", "my", "ive", "id", "it", "its", "the", "mi", "me", "la", "el"})
OWN_NEGATION = frozenset(
    "cant cannot couldnt unable wont not no doesnt isnt hasnt dont never without nothing sin"
    " barely hardly impossible apenas tampoco".split()
)
JOINS = frozenset({"or", "nor", "and", "&", "any", "o", "ni", "y", "u", "e", "other", "no", "/"})
MARKS = frozenset({",", ";", ":", "(", ")", "-", "–", "—", "/"})
ORS = frozenset({"or", "nor", "o", "ni", "u"})
LONGEST_ITEM = 3
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
    clauses: list[int] = field(default_factory=list)

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
        return (hit for hit in self.of(key) if not self.is_excused(hit))

    def is_excused(self, hit: Hit) -> bool:
        """Whether an exception to what this hit is a sign of touches it."""
        return any(self._excuses(each, hit) for each in self.of(f"unless:{hit.key}"))

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
    """Whether a denial goes on over commas: `no fever, chills or numbness`.

    `no swelling or redness, chest pain` does not: its `or` has closed the list.
    """
    if not _ends_item(hit, scene):
        return False
    comma = max(at for at in range(trigger.last, hit.first) if scene.norm(at) in MARKS)
    joins = [at for at in range(trigger.last, hit.last + 3) if scene.norm(at) in ORS]
    in_the_middle = hit.first == comma + 1 and scene.norm(hit.last + 1) == ","
    if comma + 1 in joins or (in_the_middle and hit.last + 2 in joins):
        return _are_short_items(trigger.last + 1, comma, scene)
    if any(at < comma for at in joins) or _loose(trigger, hit, scene):
        return False
    return bool(joins) or (hit.last - hit.first < 2 and _follows_sign(trigger, hit, scene))


def _ends_item(hit: Hit, scene: Scene) -> bool:
    word = scene.norm(hit.last + 1)
    return not word or word in ITEM_ENDS


def _are_short_items(start: int, end: int, scene: Scene) -> bool:
    length = 0
    for word in scene.norms(start, end):
        length = 0 if word in MARKS else length + 1
        if length > LONGEST_ITEM or word in BEFORE_SELF:
            return False
    return True


def _signs_after(trigger: Hit, scene: Scene) -> list[Hit]:
    kinds = ("flag:", "sign:", "bruise:word")
    return [o for o in scene.hits if o.key.startswith(kinds) and o.first > trigger.last]


def _loose(trigger: Hit, hit: Hit, scene: Scene) -> bool:
    """Whether a word between is neither a sign nor a joining word."""
    named = _signs_after(trigger, scene)
    covered = {at for other in named for at in range(other.first, other.last + 1)}
    return any(
        at not in covered and scene.norm(at) not in MARKS | JOINS
        for at in range(trigger.last + 1, hit.first)
    )


def _follows_sign(trigger: Hit, hit: Hit, scene: Scene) -> bool:
    return any(
        other.last < hit.first and not other.key.startswith("bruise")
        for other in _signs_after(trigger, scene)
    )


def _is_denied_after(hit: Hit, scene: Scene) -> bool:
    """`fever: no`, `numbness none`, but not `chest pain, no bruise`."""
    at = hit.last + 1
    if scene.norm(at).isalpha() and scene.norm(at + 1) == ":":
        at += 1
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
    clauses = clauses_of(scene)
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


def clauses_of(scene: Scene) -> list[int]:
    """For each token the number of its clause."""
    if scene.clauses:
        return scene.clauses
    numbers, clause = scene.clauses, 0
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
    bare = scene.real("scope:bare_person", "scope:not_other_person")
    triggers += [one for one in bare if hit.first - one.last <= NEXT_TO]
    own = [own.first for own in scene.of("scope:self")]
    return any(
        trigger.last < hit.first and not any(trigger.last < at <= hit.first for at in own)
        for trigger in triggers
    )

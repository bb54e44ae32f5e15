"""The catalog of messages: what each kind is for, and which variables its words may use."""

import itertools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from followup.messaging import spoken

_AREA = {"en": "the treated area", "es": "la zona tratada"}


class UnknownKind(LookupError):
    """A kind of message that the catalog does not know."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One value that words may use, what it says, and examples by language."""

    name: str
    about: str
    shortest: Mapping[str, str | bool]
    usual: Mapping[str, str | bool]
    longest: Mapping[str, str | bool]
    # Every value that it may have, where those are few; templates may compare it with them.
    choices: tuple[str, ...] = ()
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of message, or one variant of it."""

    name: str
    # The kind that its messages are stored under.
    kind: str
    purpose: str
    variables: tuple[str, ...]
    channels: tuple[str, ...]
    # How many segments a text may be charged as, with the longest values.
    segments: int
    # It comes unasked, so that each text says how to opt out (47 CFR 64.1200(a)(9)(iv)(F)).
    says_opt_out: bool
    names_clinic: bool
    # It is the first of a course: whom to call, and 911, stand in it.
    is_first: bool
    # It asks how somebody is, so that the answer may be an emergency: 911 stands in it.
    says_emergency: bool
    for_staff: bool
    # The clinic cannot change these words.
    fixed: bool


@dataclass(frozen=True, slots=True)
class Catalog:
    """All kinds and all variables, by name."""

    entries: Mapping[str, Entry]
    variables: Mapping[str, Variable]

    def entry(self, *, kind: str, variant: str = "") -> Entry:
        """The variant of `kind` where there is one, else the kind itself; raises UnknownKind."""
        for name in (f"{kind}_{variant}", kind):
            if name in self.entries:
                return self.entries[name]
        variants = sorted(name for name in self.entries if name.startswith(f"{kind}_"))
        raise UnknownKind(
            f"There are no words for {kind!r} {variant!r}. "
            f"Say which variant: {', '.join(variants) or 'none is known'}."
        )


def read(path: Path) -> Catalog:
    """The catalog in the TOML file at `path`."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    shared = tuple(table["shared"])
    return Catalog(
        entries={name: _entry(name, raw, shared) for name, raw in table["kinds"].items()},
        variables={name: _variable(name, raw) for name, raw in table["variables"].items()},
    )


def examples(
    *, source: str, entry: Entry, catalog: Catalog, language: str, size: str, neutral: bool
) -> Iterator[dict[str, str | bool]]:
    """Values to try `source` with: a set for each combination of the choices that it looks at.

    `size` is shortest, usual or longest. With `neutral`, what tells the region is left blank, as
    it is where a clinic keeps its words neutral.
    """
    known = [catalog.variables[name] for name in entry.variables]
    values = {item.name: getattr(item, size)[language] for item in known}
    if "neutral" in values:
        values["neutral"] = neutral
    if neutral and "area" in values:
        values |= {"area": _AREA[language], "region": "", "region_group": "other", "condition": ""}
    looked_at = [item for item in known if item.choices and item.name in source and not neutral]
    for chosen in itertools.product(*(_told_apart(item, source) for item in looked_at)):
        one = {item.name: choice for item, choice in zip(looked_at, chosen, strict=True)}
        if _can_be(one):
            yield values | one


def _told_apart(item: Variable, source: str) -> list[str]:
    """The choices that `source` names, and of the others the first, for which all speak alike."""
    named = [choice for choice in item.choices if choice and choice in source]
    if item.name == "region" and "region_group" in source:
        return list(item.choices)
    return [*named, *[choice for choice in item.choices if choice not in named][:1]]


def _can_be(chosen: Mapping[str, str]) -> bool:
    """Whether there is such a patient: a region belongs to one group."""
    if "region" not in chosen or "region_group" not in chosen:
        return True
    return spoken.group(chosen["region"]) == chosen["region_group"]


def _entry(name: str, raw: Mapping[str, Any], shared: tuple[str, ...]) -> Entry:
    staff = bool(raw.get("for_staff", False))
    return Entry(
        name=name,
        kind=raw["kind"],
        purpose=raw["purpose"],
        variables=(*(() if staff else shared), *raw.get("variables", ())),
        channels=tuple(raw.get("channels", ("sms", "email"))),
        segments=raw.get("segments", 2),
        says_opt_out=raw.get("says_opt_out", False),
        names_clinic=raw.get("names_clinic", True),
        is_first=raw.get("is_first", False),
        says_emergency=raw.get("says_emergency", False),
        for_staff=staff,
        fixed=raw.get("fixed", False),
    )


def _variable(name: str, raw: Mapping[str, Any]) -> Variable:
    choices = tuple(raw.get("choices", ()))
    return Variable(
        name=name,
        about=raw["about"],
        shortest=_by_language(raw["shortest"]),
        usual=_by_language(raw["usual"]),
        longest=_by_language(raw["longest"]),
        choices=choices,
        is_link=raw.get("is_link", False),
    )


def _by_language(example: Any) -> Mapping[str, str | bool]:
    return example if isinstance(example, dict) else {"en": example, "es": example}

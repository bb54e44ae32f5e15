"""Which words of a kind a step uses, from what it is; pure."""

from collections.abc import Collection

# From so many days on a check-in asks whether it has eased, as the reader expects by then.
_EASED_FROM_DAYS = 3


def variant_of(*, kind: str, slug: str, offset_days: int, asks: Collection[str]) -> str:
    """The variant's name in the catalog, where it has one; else the kind's own words are used."""
    if kind == "check_in" and offset_days >= _EASED_FROM_DAYS:
        return "day3"
    if kind == "nudge" and "breathing" in tuple(asks)[:1]:
        return "evening"
    return "" if kind in {"check_in", "nudge"} else slug

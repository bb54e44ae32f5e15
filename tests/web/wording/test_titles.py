"""Each kind of the catalog has a title, a place in the list, and its words for the translators."""

from followup.messaging import words
from followup.web.wording.catalog_words import PURPOSES, VARIABLES
from followup.web.wording.titles import SECTIONS, TITLES

CATALOG = words.shipped_catalog()


def test_each_kind_has_a_title_and_stands_in_one_section() -> None:
    assert set(TITLES) == set(CATALOG.entries)
    for entry in CATALOG.entries.values():
        assert sum(entry.kind in kinds for _, kinds in SECTIONS) == 1, entry.name


def test_the_translators_get_what_the_catalog_says() -> None:
    assert set(PURPOSES) == {entry.purpose for entry in CATALOG.entries.values()}
    assert set(VARIABLES) == {variable.about for variable in CATALOG.variables.values()}

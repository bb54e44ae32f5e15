"""Finding patients by name without storing names in the clear."""

import pytest

from followup.clinic import names
from followup.clinic.models import Clinic, Patient, Staff
from tests.cast import patient_of


@pytest.mark.parametrize(
    "typed",
    ["grace", "GR", "o'malley", "omalley", "malley", "whit", "gra whi", "Whitfield, Grace"],
)
def test_any_beginning_of_any_part_of_the_name_finds_her(grace: Patient, typed: str) -> None:
    assert list(names.search(queryset=Patient.objects.all(), text=typed)) == [grace]


@pytest.mark.parametrize("typed", ["", "  ", "'", "race", "grace jones", "g"])
def test_what_is_no_beginning_finds_nobody(grace: Patient, typed: str) -> None:
    assert list(names.search(queryset=Patient.objects.all(), text=typed)) == []


def test_accents_do_not_matter(clinic: Clinic) -> None:
    jose = patient_of(clinic, "José", "Núñez")
    assert list(names.search(queryset=Patient.objects.all(), text="jose nunez")) == [jose]
    assert list(names.search(queryset=Patient.objects.all(), text="NÚÑ")) == [jose]


def test_a_long_name_is_found_by_all_of_it(clinic: Clinic) -> None:
    long = patient_of(clinic, "Anneliese", "Featherstonehaugh-Montgomery")
    found = names.search(queryset=Patient.objects.all(), text="featherstonehaugh")
    assert list(found) == [long]


def test_charlie_searches_among_his_own_patients_only(grace: Patient, charlie: Staff) -> None:
    own = Patient.objects.visible_to(charlie)
    assert list(names.search(queryset=own, text="grace")) == []


def test_the_index_holds_no_letter_of_the_name() -> None:
    index = names.index_of_name("Grace", "O'Malley")
    assert all(len(entry) == 32 and set(entry) <= set("0123456789abcdef") for entry in index)

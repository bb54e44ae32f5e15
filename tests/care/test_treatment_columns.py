"""What columns of real exports are taken for, and what is made of them."""

import pytest

from followup.care import treatment_columns
from followup.care.treatment_columns import guess, mapped, missing, signature, twice
from followup.care.treatment_file import KNOWN, Row


def test_our_own_names_are_taken_as_they_stand() -> None:
    names = sorted(KNOWN)
    assert guess(names) == names


@pytest.mark.parametrize(
    ("names", "holds"),
    [
        (
            ["Appt ID", "Patient Name", "Cell Phone", "Date", "Start Time", "Body Part"],
            ["visit_id", "name", "phone", "treated_on", "treated_time", "regions"],
        ),
        (
            ["Encounter", "MRN", "First", "Last", "E-mail", "DOS", "OK to text"],
            [
                "visit_id",
                "patient_id",
                "first_name",
                "last_name",
                "email",
                "treated_on",
                "consent_sms",
            ],
        ),
        (["Insurance", "", "Copay $"], ["", "", ""]),
        (["Phone", "Mobile"], ["phone", ""]),
    ],
)
def test_other_names_are_guessed_and_what_is_not_clear_is_left_open(
    names: list[str], holds: list[str]
) -> None:
    assert guess(names) == holds


def test_every_column_of_a_record_may_be_said() -> None:
    assert set(treatment_columns.COLUMNS) >= KNOWN


def test_what_is_missing_is_told_with_what_would_do_instead() -> None:
    assert missing(["visit_id", "name", "treated_on", "treated_time", "regions"]) == [
        ("phone", "email"),
        ("consent_sms", "consent_email"),
    ]
    assert ("treated_at",) in missing(["visit_id", "name", "treated_on"])
    assert missing([]) != []
    assert twice(["phone", "", "", "phone"]) == ["phone"]


@pytest.mark.parametrize("name", ["Ortega, Marisol", "Marisol Ortega"])
def test_a_whole_name_is_cut_and_a_day_and_a_time_are_joined(name: str) -> None:
    row = Row(2, (name, "3/2/2026", "8:30 AM"))
    assert mapped(row, ["name", "treated_on", "treated_time"]).cells == {
        "first_name": "Marisol",
        "last_name": "Ortega",
        "treated_at": "3/2/2026 8:30 AM",
    }


def test_the_same_first_row_has_the_same_signature_also_as_a_list_of_errors() -> None:
    assert signature(["Visit ID", "Name"]) == signature(["visit id", " NAME "])
    assert signature(["Visit ID", "Name"]) == signature(
        ["Visit ID", "Name", *treatment_columns.ADDED]
    )
    assert signature(["Visit ID", "Name"]) != signature(["Name", "Visit ID"])

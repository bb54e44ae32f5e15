"""Complaints that no phrase names: body beside trouble, and what is not plain goes to a person."""

import pytest

from followup.replies.reader import read
from followup.replies.triage import judge


def urgency(text: str, region: str = "knee") -> str:
    reading = read(text, asked="soreness", region=region)
    return judge(reading, asked="soreness", region=region, hours_after=24.0).urgency


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("3, my quad just folds on the stairs", "thigh"),
        ("2. can only get half a breath", "upper_back"),
        ("3 toilet paper feels like im wiping somebody else", "low_back"),
        ("2, knee like a cantaloupe and throwing off heat", "knee"),
        ("3, talking funny since lunch", "neck"),
        ("2 foot is ice and grayish", "calf"),
        ("2 mi pierna ta numb", "hip"),
        ("3, el brazo no me obedece", "shoulder"),
    ],
)
def test_a_part_of_the_body_beside_a_word_of_trouble_is_urgent(text: str, region: str) -> None:
    assert urgency(text, region) == "urgent"


@pytest.mark.parametrize(
    "text",
    [
        "3, breathing is fine",
        "2 no trouble breathing at all",
        "3. my legs are jello from leg day",
        "4. dropped my phone in the lake",
        "2, my wifes knee is swollen like a balloon",
        "3, ice on my foot helped",
    ],
)
def test_what_is_well_denied_or_somebody_elses_is_not(text: str) -> None:
    assert urgency(text, "upper_back") == "routine"


def test_a_net_does_not_reach_into_the_next_clause() -> None:
    assert urgency("3, calf is fine but my boss is useless", "calf") == "routine"


def test_it_goes_on_where_the_next_clause_speaks_of_the_same() -> None:
    assert urgency("3. my arm, it just hangs", "shoulder") == "urgent"


def test_words_about_the_body_that_nobody_foresaw_go_to_a_person() -> None:
    assert urgency("3, the shin hums a polka") == "attention"


def test_plain_words_about_the_body_go_to_nobody() -> None:
    assert urgency("3, the shin feels a lot better after a walk") == "routine"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("No. Breathing normally.", "routine"),
        ("lungs are good", "routine"),
        ("nothing wrong with my breathing or chest", "routine"),
        ("im not breathing normally", "urgent"),
        ("cant breathe normally", "urgent"),
        ("no problem except breathing hurts", "urgent"),
        ("lungs are good but chest is tight", "urgent"),
    ],
)
def test_what_the_body_does_by_itself_is_a_sign_unless_it_is_well(text: str, wanted: str) -> None:
    reading = read(text, asked="breathing", region="upper_back")
    assert judge(reading, asked="breathing", region="upper_back", hours_after=4.0).urgency == wanted

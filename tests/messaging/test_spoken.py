"""Dates, places and names in the patient's own language."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from followup.messaging import sms, spoken

DENVER = ZoneInfo("America/Denver")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=DENVER)


@pytest.mark.parametrize(
    ("when", "language", "words"),
    [
        ("2026-03-05T10:30", "en", "Thu, Mar 5 at 10:30 AM"),
        ("2026-03-05T09:00", "en", "Thu, Mar 5 at 9 AM"),
        ("2026-03-05T12:00", "en", "Thu, Mar 5 at 12 PM"),
        ("2026-03-05T00:15", "en", "Thu, Mar 5 at 12:15 AM"),
        ("2026-03-05T10:30", "es", "jueves 5 de marzo a las 10:30 a. m."),
        ("2026-03-04T13:00", "es", "miércoles 4 de marzo a la 1:00 p. m."),
        ("2026-03-05T10:30", "fr", "Thu, Mar 5 at 10:30 AM"),
    ],
)
def test_a_visit_in_local_words(when: str, language: str, words: str) -> None:
    assert spoken.moment(local(when), zone=DENVER, language=language) == words


def test_a_visit_is_told_in_the_zone_of_the_patient() -> None:
    honolulu = ZoneInfo("Pacific/Honolulu")
    said = spoken.moment(local("2026-03-05T10:30"), zone=honolulu, language="en")
    assert said == "Thu, Mar 5 at 7:30 AM"


def test_a_saturday_in_spanish_keeps_a_text_cheap_and_an_email_complete() -> None:
    saturday = local("2026-03-07T10:30")
    text = spoken.moment(saturday, zone=DENVER, language="es")
    email = spoken.moment(saturday, zone=DENVER, language="es", channel="email")
    assert text == "7 de marzo a las 10:30 a. m."
    assert email == "sábado 7 de marzo a las 10:30 a. m."


def test_no_day_of_the_year_makes_a_spanish_text_dearer() -> None:
    for day in range(1, 366):
        when = datetime.strptime(f"2026-{day:03}T13:05", "%Y-%jT%H:%M").replace(tzinfo=DENVER)
        said = spoken.moment(when, zone=DENVER, language="es")
        assert sms.count(said).encoding == "GSM-7"


@pytest.mark.parametrize(
    ("until", "language", "words"),
    [
        ("2026-03-05T14:30", "en", "2:30 PM today"),
        ("2026-03-06T09:00", "en", "9 AM tomorrow"),
        ("2026-03-09T09:00", "en", "Mon, Mar 9 at 9 AM"),
        ("2026-03-05T14:30", "es", "hoy a las 2:30 p. m."),
        ("2026-03-06T13:00", "es", "mañana a la 1:00 p. m."),
        ("2026-03-09T09:00", "es", "el lunes 9 de marzo a las 9:00 a. m."),
    ],
)
def test_by_when_a_therapist_looks(until: str, language: str, words: str) -> None:
    now = local("2026-03-05T11:00")
    assert spoken.deadline(local(until), now=now, zone=DENVER, language=language) == words


def test_today_is_the_day_where_the_patient_lives() -> None:
    # 23:30 in Denver is tomorrow in New York already.
    now, until = local("2026-03-05T23:30"), local("2026-03-06T09:00")
    assert "tomorrow" in spoken.deadline(until, now=now, zone=DENVER, language="en")
    new_york = ZoneInfo("America/New_York")
    assert "today" in spoken.deadline(until, now=now, zone=new_york, language="en")


@pytest.mark.parametrize(
    ("region", "language", "neutral", "words"),
    [
        ("knee", "en", False, "your knee"),
        ("knee", "es", False, "la rodilla"),
        ("knee", "en", True, "the treated area"),
        ("knee", "es", True, "la zona tratada"),
        ("a new region", "en", False, "the treated area"),
        ("", "es", False, "la zona tratada"),
    ],
)
def test_the_place_that_was_treated(region: str, language: str, neutral: bool, words: str) -> None:
    assert spoken.area(region, language=language, neutral=neutral) == words


@pytest.mark.parametrize(
    ("therapists_words", "code"),
    [
        ("runner's knee", "runners_knee"),
        ("Patellofemoral pain", "runners_knee"),
        ("meniscus tear", "meniscus"),
        ("Knee OSTEOARTHRITIS", "osteoarthritis"),
        ("iliotibial band syndrome", "iliotibial_band"),
        ("tennis elbow", ""),
        ("bitbucket", ""),
        ("", ""),
    ],
)
def test_the_condition_is_known_by_the_therapists_words(therapists_words: str, code: str) -> None:
    assert spoken.condition(therapists_words) == code


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Marisol", "Marisol"),
        ("María José", "María"),
        ("  Ann  ", "Ann"),
        ("Wolfeschlegelsteinhausenbergerdorff", "Wolfeschlegelsteinha"),
        ("", ""),
    ],
)
def test_a_patient_is_called_by_the_first_word_of_the_first_name(name: str, called: str) -> None:
    assert spoken.first_name(name) == called

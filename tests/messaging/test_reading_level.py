"""The shipped words can be read by a twelve-year-old: grade 6, as the AMA and the NIH ask."""

import re

import pytest

from followup.messaging import mail_body, render, words
from followup.messaging.catalog import Entry, examples
from followup.messaging.reading_grade import (
    GOAL,
    ease,
    english_syllables,
    grade_of,
    spanish_syllables,
)

CATALOG = words.shipped_catalog()
FOR_PATIENTS = [
    pytest.param(entry, channel, id=f"{entry.name}-{channel}")
    for entry in CATALOG.entries.values()
    for channel in entry.channels
    if not entry.for_staff
]
# Fernandez Huerta's scale for Spanish: 70 and more is "fairly easy", the sixth grade.
EASE = 70.0
# Names are nobody's choice of words.
_GIVEN = re.compile(r"https?://\S+|\+?\(?\d[\d() -]*\d|Backcountry Physical Therapy:?|Grace|José")


@pytest.mark.parametrize(("entry", "channel"), FOR_PATIENTS)
def test_english_is_written_for_the_sixth_grade_or_below(entry: Entry, channel: str) -> None:
    found = grade_of(_usual(entry, channel, "en"), language="en")
    assert found is None or found.grade <= GOAL


@pytest.mark.parametrize(("entry", "channel"), FOR_PATIENTS)
def test_spanish_is_fairly_easy_or_easier(entry: Entry, channel: str) -> None:
    assert ease(_usual(entry, channel, "es")) >= EASE


def test_hard_sentences_have_a_higher_grade_than_easy_ones() -> None:
    easy = "The leg may hurt. Walk a bit each day. Call us if it gets worse."
    hard = "Musculoskeletal discomfort necessitates individualized physiotherapeutic evaluation."
    assert grade_of(easy, language="en").grade < 2  # type: ignore[union-attr]
    assert grade_of(hard, language="en").grade > 16  # type: ignore[union-attr]
    facil = "La pierna puede doler. Camine un poco cada día. Llame si va a peor."
    dificil = "Las complicaciones musculoesqueléticas requieren evaluación especializada inmediata."
    assert grade_of(facil, language="es").is_easy  # type: ignore[union-attr]
    assert not grade_of(dificil, language="es").is_easy  # type: ignore[union-attr]


def test_a_few_words_have_no_grade() -> None:
    assert grade_of("0 to 10? Thanks.", language="en") is None


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("the", 1), ("sore", 1), ("little", 2), ("reply", 2), ("treated", 2), ("walked", 1)),
        *(("emergency", 4), ("therapist", 3), ("numb", 1), ("area", 2)),
    ],
)
def test_english_syllables_follow_the_vowels(word: str, count: int) -> None:
    assert english_syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("hola", 2), ("área", 3), ("día", 2), ("oído", 3), ("que", 1), ("guía", 2), ("ahora", 3)),
        *(("ciudad", 2), ("después", 2), ("averigüe", 4), ("muy", 1), ("rey", 1), ("cuídese", 3)),
    ],
)
def test_spanish_syllables_follow_the_spelling(word: str, count: int) -> None:
    assert spanish_syllables(word) == count


def _usual(entry: Entry, channel: str, language: str) -> str:
    source = words.shipped(entry.name, channel, language)
    assert source is not None
    values = next(
        examples(
            source="", entry=entry, catalog=CATALOG, language=language, size="usual", neutral=False
        )
    )
    text = render.render(source=source.body, variables=values, channel=channel)
    return _GIVEN.sub("", mail_body.text(text) if channel == "email" else text)

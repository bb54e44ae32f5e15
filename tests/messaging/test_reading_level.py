"""The shipped words can be read by a twelve-year-old: grade 6, as the AMA and the NIH ask."""

import re

import pytest

from followup.messaging import mail_body, render, words
from followup.messaging.catalog import Entry, examples

CATALOG = words.shipped_catalog()
FOR_PATIENTS = [
    pytest.param(entry, channel, id=f"{entry.name}-{channel}")
    for entry in CATALOG.entries.values()
    for channel in entry.channels
    if not entry.for_staff
]
GRADE = 6.0
# Fernandez Huerta's scale for Spanish: 70 and more is "fairly easy", the sixth grade.
EASE = 70.0
# Names, numbers and addresses are nobody's choice of words.
_GIVEN = re.compile(r"https?://\S+|\+?\(?\d[\d() -]*\d|Backcountry Physical Therapy:?|Grace|José")


@pytest.mark.parametrize(("entry", "channel"), FOR_PATIENTS)
def test_english_is_written_for_the_sixth_grade_or_below(entry: Entry, channel: str) -> None:
    text = _usual(entry, channel, "en")
    spoken = re.findall(r"[A-Za-z']+", text)
    per_sentence = len(spoken) / _sentences(text)
    per_word = sum(map(_english_syllables, spoken)) / len(spoken)
    # Flesch-Kincaid (Kincaid 1975).
    assert 0.39 * per_sentence + 11.8 * per_word - 15.59 <= GRADE


@pytest.mark.parametrize(("entry", "channel"), FOR_PATIENTS)
def test_spanish_is_fairly_easy_or_easier(entry: Entry, channel: str) -> None:
    text = _usual(entry, channel, "es")
    spoken = re.findall(r"[a-záéíóúñü]+", text.lower())
    per_word = sum(max(1, len(re.findall("[aeiouáéíóúü]+", word))) for word in spoken) / len(spoken)
    assert 206.84 - 60 * per_word - 1.02 * len(spoken) / _sentences(text) >= EASE


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


def _sentences(text: str) -> int:
    parts = re.split(r"[.!?:\n]+", text)
    return max(1, sum(bool(re.search("[a-záéíóúñ]", part.lower())) for part in parts))


def _english_syllables(word: str) -> int:
    plain = word.lower()
    count = len(re.findall("[aeiouy]+", plain))
    silent = plain.endswith("e") and not plain.endswith("le")
    past = re.search("[^aeiouytd]ed$", plain) is not None
    return max(1, count - (silent or past))

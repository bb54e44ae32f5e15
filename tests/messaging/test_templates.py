"""The shipped words: all of them there, in both languages, short enough, plain enough."""

import itertools
import re
from collections.abc import Iterator

import pytest
from django.conf import settings

from followup.care.models import Kind
from followup.care.regions import REGIONS
from followup.messaging import mail_body, render, sms, spoken, words
from followup.messaging.catalog import Entry, examples
from followup.messaging.lint import lint
from followup.messaging.models import MessageKind, Template

CATALOG = words.shipped_catalog()
LANGUAGES = ("en", "es")
# These have more to say than fits into one text.
TWO_TEXTS = {"aftercare", "check_in_day3", "safety_text_urgent", "nudge_evening", "help"}
SHIPPED = [
    (entry, channel, language)
    for entry in CATALOG.entries.values()
    for channel in entry.channels
    for language in LANGUAGES
]
TEXTS = [case for case in SHIPPED if case[1] == "sms"]
ONE_TEXT = [case for case in TEXTS if case[0].name not in TWO_TEXTS]
EMAILS = [case for case in SHIPPED if case[1] == "email"]


def each(cases: list[tuple[Entry, str, str]]) -> pytest.MarkDecorator:
    names = [f"{entry.name}-{channel}-{language}" for entry, channel, language in cases]
    return pytest.mark.parametrize(("entry", "channel", "language"), cases, ids=names)


def test_every_kind_that_a_program_writes_has_words() -> None:
    written = set(MessageKind.values) - {MessageKind.MANUAL, MessageKind.TEST}
    assert {entry.kind for entry in CATALOG.entries.values()} - {"footer"} == written
    assert set(Kind.values) <= written


def test_no_file_lies_there_unused_and_no_name_is_too_long_for_its_column() -> None:
    root = settings.TEMPLATES_DIR
    files = {path.relative_to(root).as_posix() for path in root.rglob("*.j2")}
    assert files == {
        f"{channel}/{entry.name}.{language}.j2"
        for entry in CATALOG.entries.values()
        for channel, language in itertools.product(entry.channels, LANGUAGES)
    }
    longest = Template._meta.get_field("kind").max_length or 0
    assert max(map(len, CATALOG.entries)) <= longest


def test_every_region_has_its_words() -> None:
    assert set(spoken.REGIONS) == set(REGIONS)
    assert set(CATALOG.variables["region"].choices) == {"", *REGIONS}


@pytest.mark.parametrize("neutral", [True, False], ids=["neutral", "open"])
@each(SHIPPED)
def test_the_linter_has_nothing_to_say(
    entry: Entry, channel: str, language: str, neutral: bool
) -> None:
    source = _source(entry, channel, language)
    assert (
        lint(
            source=source.body,
            subject=source.subject,
            entry=entry,
            catalog=CATALOG,
            channel=channel,
            language=language,
            neutral=neutral,
        )
        == []
    )


@each(TEXTS)
def test_a_text_is_charged_as_two_at_most_with_the_longest_names(
    entry: Entry, channel: str, language: str
) -> None:
    for size in ("shortest", "usual", "longest"):
        for text in _tried(entry, channel, language, size):
            counted = sms.count(text)
            assert (counted.encoding, counted.offending) == ("GSM-7", ())
            assert counted.segments <= entry.segments <= 2


@each(ONE_TEXT)
def test_a_usual_text_is_charged_as_one(entry: Entry, channel: str, language: str) -> None:
    text = max(_tried(entry, channel, language, "usual", neutral_only=True), key=len)
    assert sms.count(text).segments == 1, text


@each(EMAILS)
def test_an_email_has_a_neutral_subject_and_both_its_parts(
    entry: Entry, channel: str, language: str
) -> None:
    subject = _source(entry, channel, language).subject
    assert bool(subject) == (entry.name != "footer")
    assert not set(re.findall(r"{{ ?(\w+)", subject)) - {"clinic_name"}
    for body in _tried(entry, channel, language, "usual"):
        text = mail_body.text(body)
        assert "**" not in text
        assert "\n\n\n" not in text
        assert text.split("\n")[0].strip() in re.sub(r"<[^>]+>", "", mail_body.html(body))


@each(SHIPPED)
def test_no_condition_leaves_a_gap_or_a_stray_stop(
    entry: Entry, channel: str, language: str
) -> None:
    for size in ("shortest", "usual", "longest"):
        for text in _tried(entry, channel, language, size):
            assert not re.search(r"  | [.,:;?]|(?<!m)\.\.|\bNone\b|[{}]", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_message_says_who_writes_whom_to_call_and_how_to_stop(language: str) -> None:
    for text in _tried(CATALOG.entries["aftercare"], "sms", language, "usual"):
        for said in ("Backcountry Physical Therapy", "(719) 555-0100", "911", "STOP"):
            assert said in text


@pytest.mark.parametrize(
    ("language", "answers"), [("en", "NO SMALL LARGE"), ("es", "NO CHICO GRANDE")]
)
def test_the_bruise_question_names_its_answers(language: str, answers: str) -> None:
    text = next(_tried(CATALOG.entries["question_bruising"], "sms", language, "usual"))
    assert all(answer in text for answer in answers.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_urgent_text_names_the_danger_signs_of_the_region(language: str) -> None:
    entry = CATALOG.entries["safety_text_urgent"]
    texts = list(_tried(entry, "sms", language, "usual"))
    # Neutral and "other" say the same; leg, back and chest each say more.
    assert len(set(texts)) == 4
    assert all("911" in text and "(719) 555-0100" in text for text in texts)


@pytest.mark.parametrize("name", ["runners_knee", "meniscus", "osteoarthritis", "iliotibial_band"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_aftercare_differs_by_condition_of_the_knee(name: str, channel: str, language: str) -> None:
    source = _source(CATALOG.entries["aftercare"], channel, language).body
    values = _values(CATALOG.entries["aftercare"], language)
    plain = render.render(source=source, variables={**values, "condition": ""}, channel=channel)
    told = render.render(source=source, variables={**values, "condition": name}, channel=channel)
    assert told != plain


def _source(entry: Entry, channel: str, language: str) -> words.Source:
    source = words.shipped(entry.name, channel, language)
    assert source is not None, "not shipped"
    return source


def _values(entry: Entry, language: str) -> dict[str, str | bool]:
    return next(
        examples(
            source="", entry=entry, catalog=CATALOG, language=language, size="usual", neutral=False
        )
    )


def _tried(
    entry: Entry, channel: str, language: str, size: str, *, neutral_only: bool = False
) -> Iterator[str]:
    source = _source(entry, channel, language).body
    for neutral in (True,) if neutral_only else (True, False):
        for values in examples(
            source=source,
            entry=entry,
            catalog=CATALOG,
            language=language,
            size=size,
            neutral=neutral,
        ):
            yield render.render(source=source, variables=values, channel=channel)

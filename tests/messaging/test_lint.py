"""The linter says what is wrong with an admin's words, and what to do."""

import pytest

from followup.messaging import words
from followup.messaging.lint import Finding, lint

FINE = "{{ clinic_name }}: How sore is {{ area }}, 0 to 10? Emergency: 911. STOP to opt out."


def look(
    source: str,
    *,
    kind: str = "check_in",
    channel: str = "sms",
    subject: str = "",
    neutral: bool = True,
) -> list[Finding]:
    catalog = words.shipped_catalog()
    return lint(
        source=source,
        subject=subject,
        entry=catalog.entries[kind],
        catalog=catalog,
        channel=channel,
        language="en",
        neutral=neutral,
    )


def codes(source: str, *, kind: str = "check_in", channel: str = "sms") -> set[str]:
    return {finding.code for finding in look(source, kind=kind, channel=channel)}


def test_fine_words_are_left_alone() -> None:
    assert look(FINE) == []


@pytest.mark.parametrize(
    ("added", "code"),
    [
        ("Reply CANCEL to cancel.", "invites_opt_out"),
        ("Reply C or CANCEL.", "invites_opt_out"),
        ("Text 'quit' if you are done.", "invites_opt_out"),
        ("Reply confirm or cancel.", "invites_opt_out"),
        ("Responda cancelar si no puede.", "invites_opt_out"),
        ("Send END when it is over.", "invites_opt_out"),
        ("See https://bit.ly/3xYz", "shortener"),
        ("See tinyurl.com/abc", "shortener"),
        ("Book now for 20% off!", "marketing"),
        ("Please leave a review.", "marketing"),
        ("Traiga a un amigo, es gratis.", "marketing"),
        ("Take ibuprofen.", "medicine"),
        ("Tome paracetamol.", "medicine"),
        ("Water flushes out toxins.", "claim"),
        ("Rest your knee.", "health_words"),
        ("After dry needling, rest.", "health_words"),
        ("Descanse la rodilla.", "health_words"),
        ("Your osteoarthritis may hurt.", "health_words"),
    ],
)
def test_what_breaks_a_rule_is_found(added: str, code: str) -> None:
    assert codes(f"{FINE} {added}") == {code}


@pytest.mark.parametrize(
    "added",
    [
        "We will call you at the end of the day.",
        "To cancel your visit, call {{ clinic_phone }}.",
        "Reply by the end of the week.",
        "Do not quit walking.",
        "Call us back. Chest pain? 911.",
        "It is normal at this stage.",
        "Va a salir bien.",
    ],
)
def test_harmless_words_that_look_alike_are_left_alone(added: str) -> None:
    assert look(f"{FINE} {added}") == []


def test_body_parts_are_fine_where_the_clinic_does_not_keep_its_words_neutral() -> None:
    assert look(f"{FINE} Rest your knee.", neutral=False) == []


def test_a_body_part_in_the_subject_of_an_email_is_found_whatever_the_clinic_keeps_to() -> None:
    found = look("Hi", channel="email", subject="Your knee", neutral=False)
    assert [finding.code for finding in found] == ["health_words"]


def test_an_email_needs_a_subject() -> None:
    assert codes("Hi", channel="email") == {"no_subject"}


def test_a_text_that_does_not_say_who_writes_is_found() -> None:
    assert codes("How sore are you, 0 to 10? 911. STOP to opt out.") == {"no_clinic"}


def test_a_text_that_names_the_clinic_only_sometimes_is_found() -> None:
    source = "{% if region == 'knee' %}{{ clinic_name }}{% endif %}: 0 to 10? 911. STOP to opt out."
    assert [finding.code for finding in look(source, neutral=False)] == ["no_clinic"]


def test_a_text_that_comes_unasked_without_a_way_out_is_found() -> None:
    assert codes("{{ clinic_name }}: How sore are you, 0 to 10? 911.") == {"no_opt_out"}


def test_an_answer_within_a_conversation_needs_neither_name_nor_way_out() -> None:
    assert look("Any bruise? NO, SMALL or LARGE.", kind="question_bruising") == []


def test_the_first_message_of_a_course_has_to_say_more() -> None:
    found = codes("{{ clinic_name }}: Rest. STOP to opt out.", kind="aftercare")
    assert found == {"no_phone", "no_emergency"}


def test_the_footer_of_emails_needs_the_way_out() -> None:
    assert codes("{{ clinic_name }}", kind="footer", channel="email") == {"no_opt_out"}


def test_a_text_that_costs_more_than_it_should_is_a_warning_with_the_count() -> None:
    [finding] = look(FINE + " more words" * 40)
    assert (finding.code, finding.severity) == ("too_long", "warning")
    assert "charged as 4 texts" in finding.words


def test_letters_that_double_the_price_are_named() -> None:
    [finding] = look(f"{FINE} Está así.")
    assert (finding.code, finding.severity) == ("letters", "warning")
    assert finding.words.startswith("á í:")


def test_a_broken_template_is_told_with_its_line_and_nothing_else() -> None:
    [finding] = look("Hi\n{{ firstname }}")
    assert (finding.code, finding.line) == ("template", 2)
    assert "Did you mean 'first_name'?" in finding.words


def test_errors_come_before_warnings() -> None:
    found = look(FINE + " más" + " more words" * 30 + " bit.ly/x")
    assert [finding.severity for finding in found] == ["error", "warning", "warning"]

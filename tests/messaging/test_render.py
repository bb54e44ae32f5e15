"""An admin's template fills in its variables, and can do nothing else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.messaging.render import (
    LONGEST_VALUE,
    Link,
    TemplateError,
    Value,
    render,
)
from tests.messaging.payloads import BOMBS, ESCAPES

ALICE: dict[str, Value] = {"first_name": "Alice", "clinic_name": "Peak PT", "neutral": False}
# Processor time, and the best of three: what else the machine is busy with does not count.
LONGEST_SECONDS = 0.1

PIECES = [
    *("{{", "}}", "{%", "%}", "{#", "#}", " ", "\n", "|", "(", ")", "[", "]", ".", "~", "**", "*"),
    *("first_name", "neutral", "nobody", "upper", "default('x')", "'", '"', "\\", "==", "=", "is "),
    *("if ", "elif ", "else", "endif", "for ", "in ", "endfor", "set ", "raw", "endraw", "not "),
    *("__class__", "self", "loop", "range(9)", "import ", "macro m()", "99999999", "0x", "é", "😀"),
    *("{{ first_name }}", "{% if neutral %}", "{% else %}", "{% endif %}", "\x00", "\u202e"),
]


def test_variables_filters_and_conditions_are_filled_in() -> None:
    source = "{{ clinic_name|upper }}: Hi {{ first_name }}{% if neutral %}!{% else %}.{% endif %}"
    assert render(source=source, variables=ALICE) == "PEAK PT: Hi Alice."


def test_a_default_stands_in_for_an_empty_value() -> None:
    source = "Hi {{ first_name|default('there') }}"
    assert render(source=source, variables={"first_name": ""}) == "Hi there"


def test_values_are_compared_with_words() -> None:
    source = "{% if first_name == 'Alice' %}A{% elif first_name != 'Bob' %}C{% else %}B{% endif %}"
    said = [render(source=source, variables={"first_name": n}) for n in ("Alice", "Bob", "Charlie")]
    assert said == ["A", "B", "C"]


@pytest.mark.parametrize("source", ESCAPES)
def test_no_known_escape_from_a_sandbox_is_even_compiled(source: str) -> None:
    with pytest.raises(TemplateError):
        render(source=source, variables=ALICE)


@pytest.mark.parametrize("source", BOMBS, ids=range(len(BOMBS)))
def test_no_bomb_goes_off(source: str) -> None:
    longest = {**ALICE, "first_name": "ΐ" * LONGEST_VALUE}
    taken = []
    for _ in range(3):
        begun = time.process_time()
        with pytest.raises(TemplateError):
            render(source=source, variables=longest)
        taken.append(time.process_time() - begun)
    assert min(taken) < LONGEST_SECONDS


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=200))
def test_any_source_at_all_gives_words_or_a_template_error(source: str) -> None:
    for channel in ("sms", "email"):
        try:
            words = render(source=source, variables=ALICE, channel=channel)
        except TemplateError:
            continue
        assert "<class" not in words


def test_an_unknown_variable_is_refused_with_the_name_that_was_meant() -> None:
    with pytest.raises(TemplateError) as caught:
        render(source="Hi\n{{ firstname }}", variables=ALICE)
    assert str(caught.value) == (
        "Line 2: This kind of message has no variable 'firstname'. Did you mean 'first_name'?"
    )


def test_an_unknown_variable_like_no_other_is_refused_with_all_that_there_are() -> None:
    with pytest.raises(TemplateError, match="There are: clinic_name, first_name, neutral"):
        render(source="{{ zzzzzzzz }}", variables=ALICE)


def test_an_unknown_filter_is_refused_with_the_name_that_was_meant() -> None:
    with pytest.raises(TemplateError, match=r"no filter 'uper'\. Did you mean 'upper'"):
        render(source="{{ first_name|uper }}", variables=ALICE)


def test_a_loop_is_refused_by_its_name_and_line() -> None:
    with pytest.raises(TemplateError) as caught:
        render(source="a\n\n{% for x in first_name %}{% endfor %}", variables=ALICE)
    assert caught.value.line == 3
    assert "{% for %}" in caught.value.words


def test_a_forgotten_brace_is_told_with_its_line() -> None:
    with pytest.raises(TemplateError) as caught:
        render(source="Hi\n{{ first_name }", variables=ALICE)
    assert caught.value.line == 2
    assert "Check the braces" in caught.value.words


def test_words_that_no_text_can_carry_are_refused() -> None:
    with pytest.raises(TemplateError, match="may have 1600"):
        render(source="x" * 1_601, variables=ALICE)
    assert render(source="x" * 1_601, variables=ALICE, channel="email")


@given(st.text())
def test_a_value_is_never_a_template(name: str) -> None:
    braces = "{{ clinic_name }}" + name
    words = render(source="[{{ first_name }}]", variables={**ALICE, "first_name": braces})
    assert "Peak PT" not in words


@given(st.text())
def test_a_value_never_breaks_a_line(name: str) -> None:
    words = render(source="{{ first_name }}", variables={"first_name": name}, channel="email")
    assert len(words.splitlines()) <= 1


def test_a_name_is_never_markup_in_an_email() -> None:
    wicked = "[Al](http://evil.example) *x* <b> `y` \\"
    words = render(source="{{ first_name }}", variables={"first_name": wicked}, channel="email")
    assert words == "\\[Al\\](http://evil.example) \\*x\\* \\<b> \\`y\\` \\\\"


def test_our_own_link_goes_into_an_email_as_it_is() -> None:
    link = Link("https://example.com/u/a_b-c*d")
    words = render(source="<{{ link }}>", variables={"link": link}, channel="email")
    assert words == "<https://example.com/u/a_b-c*d>"


def test_a_text_loses_its_curly_quotes_and_keeps_its_accents() -> None:
    words = render(source="Don’t worry, {{ first_name }}…", variables={"first_name": "María"})
    assert words == "Don't worry, María..."


def test_lines_that_a_condition_left_empty_are_closed_up() -> None:
    source = "a\n\n{% if neutral %}\nb\n{% endif %}\n\nc"
    assert render(source=source, variables=ALICE) == "a\n\nc"

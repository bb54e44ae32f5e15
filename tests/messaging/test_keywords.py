"""Whole-message keywords: what stops, starts and helps, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.messaging.keywords import Keyword, caught_by_provider, match


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop", " Stop. ", "STOP!!!", "🛑 stop", "Stop please", "STOPALL", "stop all",
     "Unsubscribe", "CANCEL", "End", "quit", "REVOKE", "optout", "Opt-Out", "OPT OUT",
     "PARAR", "alto", "¡Basta!", "no más", "No mas mensajes", "ＳＴＯＰ"],
)  # fmt: skip
def test_a_stop_word_that_is_the_whole_message_stops(text: str) -> None:
    assert match(text) is Keyword.STOP


@pytest.mark.parametrize(
    ("text", "keyword"),
    [("start", Keyword.START), ("UNSTOP", Keyword.START), ("Empezar", Keyword.START),
     ("help", Keyword.HELP), ("INFO", Keyword.HELP), ("¿Ayuda?", Keyword.HELP)],
)  # fmt: skip
def test_start_and_help_are_known_in_both_languages(text: str, keyword: Keyword) -> None:
    assert match(text) is keyword


@pytest.mark.parametrize(
    "text",
    ["yes", "YES", "C", "R", "si", "Sí", "no", "3", "", "🙂", "the pain won't stop", "bus stop",
     "end of the day", "I had to stop", "cancel my visit on Tuesday", "quit smoking", "baja",
     "tuve que parar de correr", "stop " * 40],
)  # fmt: skip
def test_an_answer_is_never_a_keyword(text: str) -> None:
    assert match(text) is None


@pytest.mark.parametrize("text", ["STOP", "stop", " Cancel ", "REVOKE", "optout", "YES", "UNSTOP"])
def test_the_provider_answers_its_own_words(text: str) -> None:
    assert caught_by_provider(text)


@pytest.mark.parametrize("text", ["OPT OUT", "STOP PLEASE", "stop!", "PARAR", "please stop"])
def test_what_the_provider_does_not_catch_is_ours_to_confirm(text: str) -> None:
    assert match(text) is Keyword.STOP
    assert not caught_by_provider(text)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    match(text)
    caught_by_provider(text)

"""The words of an email: its HTML as text, and what stands above the quotation."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.messaging.mail_words import above_the_quotation, plain, subject_alone


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>4</p><p>no bruise</p>", "4\nno bruise"),
        ("4<br>no bruise", "4\nno bruise"),
        ("<div>4 &gt; 3 &amp; &eacute;</div>", "4 > 3 & é"),
        ("<script>alert(1)</script><style>p{}</style>4", "4"),
        ("<!-- hidden -->4", "4"),
        ("", ""),
    ],
)
def test_html_becomes_the_text_that_a_person_sees(markup: str, text: str) -> None:
    assert plain(markup) == text


@pytest.mark.parametrize(
    "below",
    [
        "On Mon, Mar 2, 2026 at 9:00 AM Peak PT <care@peak.example.com> wrote:\n> 0-10?",
        "El lun, 2 mar 2026 a las 9:00, Peak PT escribió:\n> ¿0-10?",
        "> 0-10?",
        "--\nGrace Okafor",
        "-----Original Message-----\nFrom: Peak PT",
        "From: Peak PT <care@peak.example.com>\nSent: Monday",
        "De: Peak PT\nEnviado: lunes",
        "________________________________\nFrom: Peak PT",
        "Sent from my iPhone",
        "Enviado desde mi iPhone",
    ],
)
def test_what_stands_above_the_quotation_stands_alone(below: str) -> None:
    assert above_the_quotation(f"stop\n\n{below}") == "stop"
    assert above_the_quotation(f"\r\n  Stop \r\n\r\n{below}\r\n") == "Stop"


def test_an_answer_below_the_quotation_is_found_too() -> None:
    assert above_the_quotation("> How sore is it?\n> 0-10\n\nstop") == "stop"


@pytest.mark.parametrize("text", ["on my left knee it is 4", "from the stairs it hurts", "4"])
def test_plain_words_are_left_as_they_are(text: str) -> None:
    assert above_the_quotation(text) == text


@pytest.mark.parametrize(
    ("subject", "alone"),
    [("Re: unsubscribe", "unsubscribe"), ("RE: Fwd: STOP", "STOP"), ("Stop", "Stop"), ("", "")],
)
def test_a_subject_is_freed_of_its_re(subject: str, alone: str) -> None:
    assert subject_alone(subject) == alone


@given(st.text(max_size=300))
def test_any_text_and_any_html_is_read(text: str) -> None:
    above_the_quotation(text)
    plain(text)


@pytest.mark.parametrize(
    "piece", ["<div ", "<blockquote", "On 2026 ", "- ", "\n \n", "re:re:", "&"]
)
def test_no_letter_however_odd_takes_long(piece: str) -> None:
    letter = piece * (50_000 // len(piece))
    started = time.perf_counter()
    above_the_quotation(letter)
    plain(letter)
    subject_alone(letter)
    assert time.perf_counter() - started < 3

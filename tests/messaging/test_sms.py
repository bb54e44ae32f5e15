"""What a text costs, against another counting of it and against the standard's own edges."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from followup.messaging import sms
from followup.sandbox import segments

# All of Unicode, and mixes in which the two alphabets and the wide characters meet often.
ANY_TEXT = st.text(max_size=400) | st.text("ab€{é]~á😀\n", max_size=400)


@given(ANY_TEXT)
@example("€" * 77)
@example("a" * 152 + "€" * 5)
@example("á" + "😀" * 34)
def test_segments_equal_those_that_another_program_counts(text: str) -> None:
    assert sms.count(text).segments == segments.count(text)


@given(ANY_TEXT)
def test_what_is_left_fits_and_one_more_costs_another_segment(text: str) -> None:
    counted = sms.count(text)
    assert sms.count(text + "a" * counted.left).segments == counted.segments
    assert sms.count(text + "a" * (counted.left + 1)).segments == counted.segments + 1


@given(ANY_TEXT)
def test_the_offending_characters_are_exactly_those_that_force_ucs2(text: str) -> None:
    counted = sms.count(text)
    assert all(text[one.position] == one.character for one in counted.offending)
    without = "".join(c for c in text if c not in {one.character for one in counted.offending})
    assert sms.count(without).encoding == "GSM-7"
    assert (counted.encoding == "UCS-2") == bool(counted.offending)


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("á" * 70, "UCS-2", 1),
        ("á" * 71, "UCS-2", 2),
        ("á" * 134, "UCS-2", 2),
        ("á" * 135, "UCS-2", 3),
        ("😀" * 35, "UCS-2", 1),
        ("😀" * 36, "UCS-2", 2),
    ],
)
def test_the_limits_are_those_of_gsm_03_38(text: str, encoding: str, count: int) -> None:
    counted = sms.count(text)
    assert (counted.encoding, counted.segments) == (encoding, count)


def test_an_extension_character_is_never_cut_in_two() -> None:
    assert sms.count("a" * 152 + "€" + "a" * 151).segments == 2
    assert sms.count("a" * 152 + "€" + "a" * 152).segments == 3


def test_an_emoji_is_never_cut_in_two() -> None:
    assert sms.count("á" * 66 + "😀" + "á" * 65).segments == 2
    assert sms.count("á" * 66 + "😀" + "á" * 66).segments == 3


def test_spanish_letters_that_cost_nothing_and_those_that_double_the_price() -> None:
    assert sms.count("¿Qué tal, señor? ¡Vergüenza! él").encoding == "GSM-7"
    for letter in "áíóúÁÍÓÚ":
        assert sms.count(f"est{letter}").offending == (sms.Offender(letter, 3),)


def test_a_stray_apostrophe_from_a_word_processor_costs_nothing() -> None:
    pasted = "Don\u2019t wait \u2013 call \u201cnow\u201d\u2026\u00a0Thanks"
    assert sms.plain(pasted) == 'Don\'t wait - call "now"... Thanks'
    assert sms.count(sms.plain(pasted)).encoding == "GSM-7"


def test_names_keep_their_letters() -> None:
    assert sms.plain("María Núñez, Łukasz, Şule, O'Malley") == "María Núñez, Łukasz, Şule, O'Malley"


@given(st.text())
def test_making_a_text_plain_never_makes_it_dearer_in_letters(text: str) -> None:
    before = {one.character for one in sms.count(text).offending}
    assert {one.character for one in sms.count(sms.plain(text)).offending} <= before


@given(ANY_TEXT)
def test_so_many_characters_less_and_it_is_cheaper_and_one_fewer_is_not_enough(text: str) -> None:
    advice, now = sms.advise(text), sms.count(text).segments
    if not advice.too_many:
        assert now == 1
        return
    assert sms.count(text[: -advice.too_many]).segments < now
    assert sms.count(text[: len(text) - advice.too_many + 1]).segments == now


@given(ANY_TEXT)
def test_what_is_advised_leaves_nothing_that_costs(text: str) -> None:
    advice = sms.advise(text)
    for one in advice.foreign:
        text = text.replace(one.character, one.instead)
    assert sms.count(text).encoding == "GSM-7"
    assert sms.count(text).segments == advice.if_plain == segments.count(text)


@pytest.mark.parametrize(
    ("character", "instead"),
    [("á", "a"), ("ł", "l"), ("ç", "c"), ("🙂", ""), ("½", "1/2"), ("œ", "oe")],
)
def test_a_letter_is_advised_without_its_accent(character: str, instead: str) -> None:
    [one] = sms.advise(f"x{character}x{character}").foreign
    assert (one.character, one.times, one.instead) == (character, 2, instead)

"""Only the patient's own words count."""

import pytest

from followup.replies.reader import read
from followup.replies.reader.source import patients_own

QUESTION = "How sore is the treated area today, 0 (none) to 10 (worst)?"
DANGER = "If you have chest pain, fever or trouble breathing call 911."


def own(text: str, *ours: str) -> str:
    return "".join(
        text[start:end] for start, end in patients_own(text, our_words=ours).kept
    ).strip()


@pytest.mark.parametrize(
    "text",
    [
        f"3 no\n\nOn Wed, Sep 10, 2025 at 10:15 AM Lakeside PT <a@b.example> wrote:\n> {QUESTION}",
        f"3 no\n\nOn Wednesday, Sep 10, 2025 at 9:15 Lakeside\nPT <a@b.c> wrote:\n> {DANGER}",
        f"> {QUESTION}\n\n3 no\n\n> {DANGER}",
        f"On Wed, Sep 10, 2025, Lakeside wrote:\n> {QUESTION}\n\n3 no",
        f"3 no\n\nEl mié, 10 sep 2025 a las 10:15, Lakeside escribió:\n> {QUESTION}",
        f"3 no\n\n-----Original Message-----\nFrom: Lakeside\n{DANGER}",
        f"3 no\n\nFrom: Lakeside\nSent: Wednesday\nSubject: Hi\n{DANGER}",
        "3 no\n\nSent from my iPhone",
        "3 no\n\nGet Outlook for iOS",
        "3 no\n\n--\nNorman T. Whitfield, CPA (ret.)\n412 Sycamore Ct., Unit 7",
        "3 no\n\nCONFIDENTIALITY NOTICE: up to 10 attachments, please STOP",
    ],
)
def test_quotes_headers_and_signatures_are_left_out(text: str) -> None:
    assert own(text) == "3 no"
    found = read(text, asked="soreness+bruising", channel="email")
    assert (found.soreness, found.bruising, found.flags) == (3, "none", ())


def test_the_clinics_own_words_are_never_the_patients() -> None:
    ours = "Tell us of chest pain at once."
    text = f"{ours} nope all good, a 2"
    assert read(text, asked="soreness").flags
    assert read(text, asked="soreness", our_words=[ours]).flags == ()


def test_our_words_are_known_though_their_blanks_changed() -> None:
    assert own("If you have chest pain,\nfever or trouble   breathing call 911. 2", DANGER) == "2"


def test_words_below_a_closing_count_unless_they_are_a_name() -> None:
    text = "A 3.\nThanks,\nGreg\nps I have had chest pain since noon"
    assert "chest" in {flag.name for flag in read(text, asked="soreness").flags}


def test_a_span_counts_characters_of_the_text_as_it_came() -> None:
    text = f"> {QUESTION}\n\nYes, down to 1.\n"
    (span,) = [span for span in read(text, asked="checkin72").spans if span.what == "soreness"]
    assert text[span.start : span.end] == "1"


def test_nothing_left_is_not_understood() -> None:
    assert not read(f"> {QUESTION}", asked="soreness").understood
    assert not read("", asked="soreness").understood

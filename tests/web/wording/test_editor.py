"""The editor: what the words look like, what is wrong with them, and what a reply would mean."""

from http import HTTPStatus
from random import Random

import pytest

from followup.clinic.models import Staff
from followup.messaging import words
from tests.messaging.fuzz import sources
from tests.messaging.payloads import BOMBS, ESCAPES
from tests.web.conftest import Enter
from tests.web.wording.conftest import FINE, Sit

EMAIL = "/templates/check_in/email/en/"


def test_every_place_opens_for_whoever_may_write(enter: Enter, alice: Staff) -> None:
    browser = enter(alice)
    for entry in words.shipped_catalog().entries.values():
        for channel in entry.channels:
            for language in ("en", "es"):
                answer = browser.get(f"/templates/{entry.name}/{channel}/{language}/")
                assert answer.status_code == HTTPStatus.OK, entry.name
                assert "Must change" not in answer.content.decode(), entry.name


def test_the_shipped_words_stand_in_the_editor_and_on_a_phone(sit: Sit, alice: Staff) -> None:
    page = sit(alice).open()
    assert "how sore is {{ area }} today?" in page
    assert "Peak PT: Hi Grace, how sore is the treated area today?" in page
    assert "In use: the shipped words." in page
    assert "Maximiliana-Bernadet" in page


def test_the_count_is_that_of_what_would_be_sent(sit: Sit, alice: Staff) -> None:
    look = sit(alice).look(FINE + "x" * 120)
    assert "Charged as 2 texts" in look
    composed = len("Peak PT: Hi Grace, 0 to 10? 911. STOP to opt out.") + 120
    assert f"Remove {composed - 160} characters and it is charged as 1." in look


def test_a_letter_that_costs_is_named_with_what_to_write_instead(sit: Sit, alice: Staff) -> None:
    look = sit(alice).look(FINE + " Está 🙂 " + "x" * 30)
    assert "Instead of “á” (1×) write “a”" in look
    assert "Take out “🙂” (1×)." in look
    assert "Charged as 2 texts" in look
    assert "Then it is charged as 1 text." in look


def test_a_curly_apostrophe_is_sent_as_a_straight_one_and_says_so(sit: Sit, alice: Staff) -> None:
    look = sit(alice).look(FINE + " Don’t.")
    assert "’ → &#x27;" in look
    assert "Charged as 1 text" in look
    assert "Don&#x27;t." in look


def test_an_unknown_variable_is_marked_in_its_line_with_the_one_that_was_meant(
    sit: Sit, alice: Staff
) -> None:
    look = sit(alice).look(FINE + "\nHi {{ first_nam }}")
    assert "Line 2:" in look
    assert "Hi {{ <mark>first_nam</mark> }}" in look
    assert 'data-with="first_name"' in look


def test_an_email_is_shown_as_a_mail_with_its_footer_and_as_plain_text(
    sit: Sit, alice: Staff
) -> None:
    look = sit(alice, EMAIL).look("Hi {{ first_name }}, **how** sore?", subject="A question")
    assert "<strong>how</strong>" in look
    assert "A question" in look
    assert "To stop these emails" in look
    assert "As plain text" in look


def test_no_markup_of_an_admin_gets_into_the_page(sit: Sit, alice: Staff) -> None:
    wicked = '<script>x</script><img src=x onerror=y> [a](javascript:z) "{{ first_name }}'
    for desk in (sit(alice), sit(alice, EMAIL)):
        look = desk.look(wicked, subject=wicked[:100])
        for part in ("<script", "<img", 'href="javascript'):
            assert part not in look


def test_the_footer_is_seen_below_an_email(sit: Sit, alice: Staff) -> None:
    page = sit(alice, "/templates/footer/email/en/").look(
        "Our own last line. {{ unsubscribe_link }}"
    )
    assert "How sore is" in page
    assert "Our own last line." in page


def test_words_differ_by_what_was_treated(sit: Sit, alice: Staff) -> None:
    desk = sit(alice, EMAIL)
    source = 'Hi{% if condition == "runners_knee" %} no running{% endif %} {{ area }}'
    assert "no running" not in desk.look(source, subject="S", region="neck")
    look = desk.look(source, subject="S", region="knee", condition="runners_knee")
    assert "no running your knee" in look


def test_hard_words_have_a_higher_grade(sit: Sit, alice: Staff) -> None:
    desk = sit(alice)
    assert "fine: grade 6 or below" in desk.look(FINE)
    hard = " Considerable musculoskeletal discomfort necessitates physiotherapeutic consultation."
    assert "aim at 6 or below" in desk.look("{{ clinic_name }}" + hard)


def test_a_reply_is_read_judged_and_marked(sit: Sit, alice: Staff) -> None:
    desk = sit(alice)
    tried = desk.send("reply", htmx=True, reply="about a 3, thanks").content.decode()
    assert "<mark>3</mark>" in tried
    assert "Routine" in tried
    urgent = desk.send("reply", htmx=True, reply="my chest hurts and i cant breathe")
    assert "The patient is told to call 911." in urgent.content.decode()


def test_yes_to_the_breathing_check_is_urgent_here_too(sit: Sit, alice: Staff) -> None:
    desk = sit(alice, "/templates/safety_check/sms/en/")
    assert "Urgent" in desk.send("reply", htmx=True, reply="YES").content.decode()
    assert "Routine" in desk.send("reply", htmx=True, reply="no").content.decode()


def test_without_javascript_preview_and_reply_keep_what_was_written(sit: Sit, alice: Staff) -> None:
    for to in ("preview", "reply", "test"):
        page = sit(alice).send(to, "{{ clinic_name }} unsaved words", reply="4").content.decode()
        assert "{{ clinic_name }} unsaved words</textarea>" in page
        assert "Peak PT unsaved words" in page


@pytest.mark.parametrize("address", ["/templates/check_in/sms/en/", EMAIL])
def test_nothing_that_is_sent_to_the_preview_breaks_it(
    sit: Sit, alice: Staff, address: str
) -> None:
    desk = sit(alice, address)
    odd = ["", " ", "\r\n", "\x00", "{{ x", "x" * 30_000, "{{ first_name|default('{{') }}"]
    for source in [*ESCAPES, *BOMBS, *odd, *sources(Random(7), 100)]:
        answer = desk.send("preview", source, htmx=True, subject=source[:150], region="nowhere")
        assert answer.status_code == HTTPStatus.OK
        shown = answer.content.decode()
        assert any(part in shown for part in ("Must change", 'class="phone"', 'class="mail"'))


def test_a_therapist_reads_the_words_and_changes_nothing(sit: Sit, bob: Staff) -> None:
    desk = sit(bob)
    page = desk.open()
    assert "how sore is {{ area }} today?" in page
    assert "<textarea" not in page
    for to in ("preview", "draft", "draft/aside", "publication", "defaults", "test", "reply"):
        assert desk.send(to).status_code == HTTPStatus.FORBIDDEN


def test_the_fixed_words_are_shown_and_nobody_changes_them(sit: Sit, alice: Staff) -> None:
    desk = sit(alice, "/templates/safety_text_emergency/sms/en/")
    assert "Fixed words" in desk.open()
    for to in ("preview", "draft", "publication", "test"):
        assert desk.send(to).status_code == HTTPStatus.FORBIDDEN


def test_a_place_that_there_is_not_is_not_found(enter: Enter, alice: Staff) -> None:
    browser = enter(alice)
    for address in ("check_in/fax/en/", "check_in/sms/fr/", "nonsense/sms/en/", "footer/sms/en/"):
        assert browser.get(f"/templates/{address}").status_code == HTTPStatus.NOT_FOUND

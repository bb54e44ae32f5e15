"""Change the words of a message in a real browser, and see the next message use them."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from followup.clinic.models import Clinic, Patient, Role, Staff
from followup.lib import clock
from followup.messaging import claim, senders
from followup.messaging.decide import decide
from followup.messaging.models import Message, Template
from tests.browser.conftest import DESKTOP, PHONE, SECRET, Inspect, Open
from tests.engine import treated

pytestmark = pytest.mark.browser

TEXT = "/templates/aftercare/sms/en/"
GOOD = (
    "{{ clinic_name }}: Hi {{ first_name }}, rest well. Questions: {{ clinic_phone }}. "
    "Emergency: 911. STOP to opt out."
)


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_an_admin_changes_a_text_and_the_next_message_uses_it(
    signed_in: Open,
    peak: Clinic,
    hal: Patient,
    inspect: Inspect,
    size: tuple[int, int],
    scheme: str,
) -> None:
    treated(hal, at=clock.now())
    page = signed_in(size, scheme)
    page.goto("/templates/")
    inspect(page)
    page.get_by_role("list", name="Aftercare advice").get_by_role("link", name="Text, English")
    page.goto(TEXT)
    page.get_by_label("Words", exact=True).fill(GOOD.replace("first_name", "first_nam"))
    expect(page.get_by_text("Did you mean 'first_name'?")).to_be_visible()
    inspect(page)
    page.get_by_role("button", name="Write first_name").click()
    look = page.locator("#look")
    expect(look.get_by_text("Hi Grace, rest well.")).to_be_visible()
    expect(look.get_by_text("Charged as 1 text")).to_be_visible()
    expect(page.get_by_text("Draft saved at")).to_be_visible()
    inspect(page)
    page.get_by_role("button", name="Compare and publish").click()
    expect(page.get_by_text("planned message")).to_be_visible()
    inspect(page)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Version 1 is published.")).to_be_visible()
    inspect(page)
    assert "Hi Hal, rest well." in _next_message(hal).body


def test_chips_letters_and_replies_answer_while_one_types(
    signed_in: Open, peak: Clinic, inspect: Inspect
) -> None:
    page = signed_in()
    page.goto("/templates/check_in/sms/en/")
    words = page.get_by_label("Words", exact=True)
    words.fill("¡Está ")
    page.get_by_role("button", name="first_name", exact=True).click()
    expect(words).to_have_value("¡Está {{ first_name }}")
    page.get_by_role("button", name="Do it").click()
    expect(words).to_have_value("¡Esta {{ first_name }}")
    words.press("Control+z")
    expect(words).to_have_value("¡Está {{ first_name }}")
    page.get_by_label("A reply to try").press_sequentially("it is an 8 and my leg is numb")
    tried = page.locator("#tried")
    expect(tried.get_by_text("Urgent: a therapist is alerted")).to_be_visible()
    expect(tried.locator("mark").first).to_be_visible()
    inspect(page)


def test_two_admins_at_once_are_told_while_they_type(
    signed_in: Open, open_page: Open, peak: Clinic, inspect: Inspect
) -> None:
    pages = [signed_in(), _as_ana(open_page, peak)]
    for page in pages:
        page.goto(TEXT)
    _write(pages[0], GOOD + " First.")
    expect(pages[0].get_by_text("Draft saved at")).to_be_visible()
    _write(pages[1], GOOD + " Second.")
    expect(pages[1].get_by_text("Somebody else changed these words meanwhile")).to_be_visible()
    expect(pages[1].get_by_label("Words", exact=True)).to_have_value(GOOD + " Second.")
    inspect(pages[1])
    pages[1].get_by_role("button", name="Save mine, set theirs aside").click()
    expect(pages[1].get_by_text("Drafts set aside")).to_be_visible()
    said = {draft.source for draft in Template.objects.get(kind="aftercare").drafts.all()}
    assert said == {GOOD + " First.", GOOD + " Second."}


def test_without_javascript_words_are_previewed_saved_and_published(
    signed_in: Open, peak: Clinic
) -> None:
    page = signed_in(js=False)
    page.goto(TEXT)
    _write(page, GOOD)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Hi Grace, rest well.")).to_be_visible()
    page.get_by_role("button", name="Compare and publish").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Version 1 is published.")).to_be_visible()


def _as_ana(open_page: Open, clinic: Clinic) -> Page:
    """Another admin in another browser."""
    Staff.objects.create_staff(
        clinic_id=clinic.pk,
        email="ana@peak.example.com",
        name="Ana",
        role=Role.ADMIN,
        password=SECRET,
    )
    page = open_page()
    page.goto("/")
    page.get_by_label("Email").fill("ana@peak.example.com")
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/review/")
    return page


def _write(page: Page, words: str) -> None:
    page.get_by_label("Words", exact=True).fill(words)


def _next_message(patient: Patient) -> Message:
    """As if it were its hour: claimed and worded, and not yet handed to the network."""
    at = patient.planned.get(kind="aftercare").due_at + timedelta(minutes=1)
    senders.ensure()
    [message] = decide(ids=claim.planned(at=at), at=at)
    return message

"""The patient's page by keyboard, on a phone, in both schemes."""

import pytest
from playwright.sync_api import Page, expect

from followup.care.models import Kind, PlannedMessage, PlannedState
from followup.clinic.models import Patient
from tests.browser.conftest import DESKTOP, PHONE, Inspect, Open
from tests.web.conftest import Wait

pytestmark = pytest.mark.browser

PAGES = (
    "/patients/{}/",
    "/patients/{}/edit",
    "/patients/{}/duplicates",
    "/patients/{}/erasure",
    "/patients/all/",
    "/patients/to-call/",
)


@pytest.fixture
def course(maria: Patient, wait: Wait) -> Patient:
    """Maria with a treatment a day ago, a score of 8, and a check-in to come."""
    wait(maria, "an 8 today", soreness=8)
    return maria


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_the_pages_of_a_patient_are_in_order(
    signed_in: Open, course: Patient, inspect: Inspect, size: tuple[int, int], scheme: str
) -> None:
    page = signed_in(size, scheme)
    for address in PAGES:
        page.goto(address.format(course.pk))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        _open_all(page)
        inspect(page)


def test_the_course_is_a_picture_with_words_and_a_table(signed_in: Open, course: Patient) -> None:
    page = signed_in(PHONE)
    page.goto(f"/patients/{course.pk}/")
    picture = page.get_by_role("img", name="Soreness over time")
    expect(picture).to_have_count(1)
    expect(picture).to_be_visible()
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("cell", name="8, above expected")).to_be_visible()


def test_skip_undo_and_move_by_keyboard_alone(signed_in: Open, course: Patient) -> None:
    row = PlannedMessage.objects.filter(
        patient=course, kind=Kind.CHECK_IN, state=PlannedState.PLANNED
    ).latest("due_at")
    page = signed_in()
    page.goto(f"/patients/{course.pk}/")
    line = page.locator(f"#planned-{row.pk}")
    line.locator("summary", has_text="Skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(line.get_by_label("Why")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You can take it back below")).to_be_visible()
    row.refresh_from_db()
    assert row.state == PlannedState.CANCELLED
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Taken back:")).to_be_visible()
    row.refresh_from_db()
    assert row.state == PlannedState.PLANNED


def test_a_time_at_night_is_refused_where_one_looks(
    signed_in: Open, course: Patient, inspect: Inspect
) -> None:
    row = PlannedMessage.objects.filter(
        patient=course, kind=Kind.CHECK_IN, state=PlannedState.PLANNED
    ).latest("due_at")
    page = signed_in(PHONE, js=False)
    page.goto(f"/patients/{course.pk}/")
    line = page.locator(f"#planned-{row.pk}")
    line.locator("summary", has_text="Move").click()
    field = line.get_by_label("New time")
    field.fill(field.input_value()[:11] + "05:00")
    line.get_by_role("button", name="Move it").click()
    expect(page.get_by_role("alert")).to_contain_text("No message may go then")
    expect(line.get_by_label("New time")).to_be_visible()


def _open_all(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()

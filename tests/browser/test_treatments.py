"""Log a treatment in a real browser: found while typing, previewed while filling in, taken back."""

import pytest
from playwright.sync_api import expect

from followup.care.models import Treatment
from followup.clinic.models import Clinic, Patient
from tests.browser.conftest import DESKTOP, PHONE, Inspect, Open

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_a_returning_patient_is_found_previewed_logged_and_taken_back(
    signed_in: Open, maria: Patient, inspect: Inspect, size: tuple[int, int], scheme: str
) -> None:
    page = signed_in(size, scheme)
    page.get_by_role("link", name="Log a treatment").click()
    page.get_by_label("Patient").press_sequentially("mar")
    page.get_by_role("link", name="Maria Lopez").click()
    page.get_by_label("Knee", exact=True).check()
    preview = page.locator("#preview")
    expect(preview.get_by_text("Check-in: how sore, any bruise").first).to_be_visible()
    inspect(page)
    page.get_by_role("button", name="Log the treatment").click()
    expect(page.get_by_role("heading", name="Logged: Maria Lopez")).to_be_visible()
    inspect(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Nothing of it will be sent")).to_be_visible()
    assert Treatment.objects.get().undone_at is not None


def test_a_returning_patient_takes_four_inputs(signed_in: Open, maria: Patient) -> None:
    page = signed_in()
    page.goto("/treatments/new/")
    expect(page.get_by_label("Patient")).to_be_focused()
    page.keyboard.type("mar")  # 1
    page.get_by_role("link", name="Maria Lopez").click()  # 2
    page.locator('#map [data-region="knee"] path').first.click()  # 3
    page.get_by_role("button", name="Log the treatment").click()  # 4
    expect(page.get_by_role("heading", name="Logged: Maria Lopez")).to_be_visible()
    assert Treatment.objects.get().regions == ["knee"]


def test_the_map_and_the_list_say_the_same(signed_in: Open, maria: Patient) -> None:
    page = signed_in(PHONE)
    page.goto(f"/treatments/new/?patient={maria.pk}")
    knees, box = page.locator('#map [data-region="knee"]'), page.get_by_label("Knee", exact=True)
    knees.last.locator("path").last.click()
    expect(box).to_be_checked()
    expect(page.locator("#preview").get_by_text("Aftercare advice")).to_be_visible()
    expect(page.locator('#map [data-region="knee"].on')).to_have_count(2)
    box.uncheck()
    expect(page.locator("#map .on")).to_have_count(0)


def test_a_new_patient_is_logged_by_keyboard_alone(signed_in: Open, peak: Clinic) -> None:
    page = signed_in()
    page.goto("/treatments/new/?patient=new")
    page.get_by_label("First name").focus()
    keys = page.keyboard
    for typed in ("Ana", "Gomez", "719 555 0199"):
        keys.type(typed)
        keys.press("Tab")
    page.get_by_label("Agrees to texts").focus()
    keys.press("Space")
    page.get_by_label("Low back", exact=True).focus()
    keys.press("Space")
    page.get_by_role("button", name="Log the treatment").focus()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Logged: Ana Gomez")).to_be_visible()
    assert Treatment.objects.get().regions == ["low_back"]


def test_a_new_patients_faults_are_listed_first_and_lead_to_their_fields(
    signed_in: Open, peak: Clinic, inspect: Inspect
) -> None:
    page = signed_in()
    page.get_by_role("link", name="Log a treatment").click()
    page.get_by_role("link", name="New patient").click()
    page.get_by_label("Mobile phone").fill("719")
    page.get_by_role("button", name="Log the treatment").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    inspect(page)
    summary.get_by_role("link", name="Write the first name that messages greet.").click()
    expect(page.get_by_label("First name")).to_be_focused()
    assert page.get_by_label("Mobile phone").input_value() == "719"


def test_without_javascript_the_preview_is_a_button(signed_in: Open, maria: Patient) -> None:
    page = signed_in(js=False)
    page.goto(f"/treatments/new/?patient={maria.pk}")
    page.get_by_label("Knee", exact=True).check()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Check-in: how sore, any bruise").first).to_be_visible()
    expect(page.get_by_label("Knee", exact=True)).to_be_checked()
    page.get_by_role("button", name="Log the treatment").click()
    expect(page.get_by_role("heading", name="Logged: Maria Lopez")).to_be_visible()

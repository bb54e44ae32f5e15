"""Edit a protocol in a real browser, see it tried out, publish it, and replan who runs by it."""

from datetime import datetime

import pytest
from playwright.sync_api import expect

from followup.care.models import FollowUp, PlannedMessage, Protocol
from followup.clinic.models import Patient
from tests.browser.conftest import DESKTOP, PHONE, Inspect, Open
from tests.engine import treated

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_a_stop_is_edited_published_and_the_follow_ups_replanned(
    signed_in: Open, inspect: Inspect, maria: Patient, at: datetime,
    size: tuple[int, int], scheme: str,
) -> None:  # fmt: skip
    treated(maria, at=at)
    before = PlannedMessage.objects.get(step__slug="day3").due_at
    page = signed_in(size, scheme)
    page.goto("/protocols/")
    inspect(page)
    page.get_by_role("link", name="Knee", exact=True).click()
    page.get_by_role("link", name="Edit : Check-in, 3 days after").click()
    title = page.get_by_role("heading", name="Check-in, 3 days after")
    expect(title).to_be_focused()
    inspect(page)
    page.get_by_label("Days after the treatment").fill("1")
    page.get_by_label("Days after the treatment").blur()
    expect(page.get_by_text("it goes at the same time as").first).to_be_visible()
    page.get_by_label("Days after the treatment").fill("4")
    page.get_by_role("button", name="Keep it in the draft").click()
    expect(page.get_by_text("Nothing of it counts before it is published")).to_be_visible()
    page.get_by_role("link", name="Publish", exact=True).click()
    inspect(page)
    page.get_by_role("button", name="Publish the draft").click()
    expect(page.get_by_text("Version 2 is published.")).to_be_visible()
    page.get_by_role("link", name="Replan them").click()
    expect(page.get_by_role("link", name="Maria Lopez")).to_be_visible()
    inspect(page)
    page.get_by_role("button", name="Replan 1 follow-up").click()
    expect(page.get_by_text("1 follow-up runs by version 2 now.")).to_be_visible()
    inspect(page)
    assert PlannedMessage.objects.get(step__slug="day3").due_at > before
    assert FollowUp.objects.get().version.number == 2


def test_without_javascript_a_stop_is_a_page_with_a_button_to_try_it_out(
    signed_in: Open, maria: Patient
) -> None:
    page = signed_in(js=False)
    knee = Protocol.objects.get(clinic=maria.clinic, slug="knee")
    page.goto(f"/protocols/{knee.pk}/stops/day3/")
    page.get_by_label("Days after the treatment").fill("1")
    page.get_by_role("button", name="Try it out").click()
    expect(page.get_by_text("it goes at the same time as").first).to_be_visible()
    page.get_by_label("Days after the treatment").fill("4")
    page.get_by_role("button", name="Keep it in the draft").click()
    expect(page.get_by_text("Nothing of it counts before it is published")).to_be_visible()

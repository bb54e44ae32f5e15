"""The overview and the reports, with something to tell, in both schemes and at both widths."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from followup.clinic.models import Clinic, Patient
from tests.browser.conftest import DESKTOP, PHONE, Inspect, Open
from tests.engine import reachable
from tests.replies.talk import Talk

pytestmark = pytest.mark.browser

PAGES = (
    "/overview/",
    "/overview/messages/",
    "/overview/planned/",
    "/reports/",
    "/reports/answers/",
    "/reports/soreness/",
    "/reports/events/",
    "/reports/opt-outs/",
    "/reports/messages/",
)


@pytest.fixture
def ida(peak: Clinic, at: datetime) -> Patient:
    """Treated three days ago, and sore and bruised since."""
    number = "+17195550177"
    patient = reachable(peak, "Ida", "Vance", number=number, at=at - timedelta(days=4))
    talk = Talk(peak, number, at - timedelta(hours=75))
    treatment = talk.treat(patient)
    talk.ask(treatment)
    talk.says("6, big bruise", hours=25)
    talk.ask(treatment, "day3", hours=72)
    talk.says("2 no bruise now", hours=73)
    return patient


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "dark"), (PHONE, "light")])
def test_the_overview_and_the_reports_are_in_order(
    signed_in: Open, ida: Patient, inspect: Inspect, size: tuple[int, int], scheme: str
) -> None:
    page = signed_in(size, scheme)
    for address in PAGES:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        inspect(page)


def test_from_the_days_numbers_to_a_patient_and_from_a_figure_to_its_report(
    signed_in: Open, ida: Patient
) -> None:
    page = signed_in()
    page.goto("/reports/")
    page.get_by_role("link", name="Answer rate").click()
    expect(page.get_by_role("heading", name="Answers", level=1)).to_be_visible()
    expect(page.get_by_role("row", name="all steps")).to_contain_text("100 %")
    page.get_by_label("Region").select_option("jaw")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Nothing in these days.")).to_be_visible()


def test_the_file_of_a_report_is_named_for_its_days(signed_in: Open, ida: Patient) -> None:
    page = signed_in()
    page.goto("/reports/soreness/?since=2026-01-01&until=2027-01-01")
    page.get_by_label("To and including").fill("2026-12-31")
    page.get_by_role("button", name="Show").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download as CSV").click()
    assert saved.value.suggested_filename == "soreness-2026-01-01-2026-12-31.csv"

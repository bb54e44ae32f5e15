"""Import a file in a real browser: chosen, mapped, seen, imported, taken back."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import FilePayload, expect

from followup.care.models import Treatment
from followup.clinic.models import Clinic
from tests.browser.conftest import DESKTOP, PHONE, Inspect, Open
from tests.care.test_importing import GOOD

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_a_days_list_is_mapped_checked_imported_and_taken_back(
    signed_in: Open,
    peak: Clinic,
    inspect: Inspect,
    at: datetime,
    size: tuple[int, int],
    scheme: str,
) -> None:
    page = signed_in(size, scheme)
    page.goto("/treatments/new/")
    page.get_by_role("link", name="Import a file").click()
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("alert")).to_be_focused()
    inspect(page)
    content = _file(at)
    page.get_by_label("CSV file").set_input_files(
        FilePayload(name="day.csv", mimeType="text/csv", buffer=content)
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_label("When")).to_have_value("")
    inspect(page)
    page.get_by_label("When").select_option("Day and time of the visit")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_text("2 treatments will be logged")).to_be_visible()
    page.get_by_role("link", name="Errors 1").click()
    expect(page.get_by_text("is not known here")).to_be_visible()
    inspect(page)
    page.get_by_role("button", name="Import them").click()
    expect(page.get_by_text("2 treatments logged")).to_be_visible()
    inspect(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back. Nothing of it will be sent.")).to_be_visible()
    assert not Treatment.objects.filter(undone_at=None).exists()


def _file(at: datetime) -> bytes:
    day = (at - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%MZ")
    good = GOOD | {"treated_at": day, "consent_at": day, "next_visit_at": ""}
    other = {"visit_id": "V-2", "patient_id": "P-2", "first_name": "Tom", "phone": "719-555-0106"}
    wrong = {"visit_id": "V-3", "patient_id": "P-3", "phone": "719-555-0107", "regions": "nose"}
    rows = [list(good.values()), list((good | other).values()), list((good | wrong).values())]
    header = ["When" if name == "treated_at" else name for name in GOOD]
    return "\n".join(",".join(cells) for cells in (header, *rows)).encode()

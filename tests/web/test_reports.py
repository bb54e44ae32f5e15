"""The reports' pages and files, and the overview."""

import csv
import io
from datetime import datetime, timedelta
from http import HTTPStatus

import pytest

from followup.care.models import PlannedMessage, PlannedState
from followup.clinic.models import AuditEvent, Clinic, Patient, Staff
from followup.messaging.models import Message, Status
from followup.replies import review
from followup.reports.catalog import REPORTS, Report
from followup.web.overview import lists
from tests.engine import reachable
from tests.replies.talk import Talk, item_of
from tests.web.conftest import Enter

NUMBER = "+17195550177"
AROUND = "?since=2026-02-20&until=2026-03-20"


@pytest.fixture
def talk(peak: Clinic, at: datetime) -> Talk:
    return Talk(peak, NUMBER, at - timedelta(hours=30))


@pytest.fixture
def ida(peak: Clinic, alice: Staff, talk: Talk, at: datetime) -> Patient:
    patient = reachable(peak, "Ida", "Vance", number=NUMBER, at=talk.at)
    talk.ask(talk.treat(patient))
    talk.says("8, big bruise", hours=25)
    review.resolve(item=item_of(patient), by=alice, at=at, done="called")
    return patient


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: str(report.slug))
def test_each_report_opens_with_its_table(
    report: Report, enter: Enter, alice: Staff, ida: Patient
) -> None:
    page = enter(alice).get(f"/reports/{report.slug}/{AROUND}")
    assert page.status_code == HTTPStatus.OK
    assert b"<table" in page.content


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: str(report.slug))
def test_each_file_has_the_rows_of_its_table_and_no_name(
    report: Report, enter: Enter, alice: Staff, ida: Patient
) -> None:
    response = enter(alice).get(f"/reports/{report.slug}.csv{AROUND}")
    assert response["Content-Disposition"].endswith(f'"{report.slug}-2026-02-20-2026-03-20.csv"')
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1
    assert "Vance" not in response.content.decode()


def test_days_the_wrong_way_round_say_what_to_do_and_show_nothing(
    enter: Enter, alice: Staff, ida: Patient
) -> None:
    page = enter(alice).get("/reports/answers/?since=2026-03-20&until=2026-02-20")
    assert b"Choose a day that is not before the first." in page.content
    assert b"<table" not in page.content
    assert page.status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "asked", ["?since=soon", "?therapist=9999999", "?region=moon", "?since=0000-00-00"]
)
def test_nonsense_in_the_address_is_an_error_on_the_page(
    asked: str, enter: Enter, alice: Staff
) -> None:
    for address in (
        f"/reports/{asked}",
        f"/reports/answers/{asked}",
        f"/reports/answers.csv{asked}",
    ):
        page = enter(alice).get(address)
        assert page.status_code == HTTPStatus.OK
        assert b"There is a problem" in page.content


def test_no_such_report_is_not_found(enter: Enter, alice: Staff) -> None:
    assert enter(alice).get("/reports/gossip/").status_code == HTTPStatus.NOT_FOUND


def test_the_front_desk_sees_the_day_and_no_reports(
    enter: Enter, fran: Staff, ida: Patient
) -> None:
    browser = enter(fran)
    assert browser.get("/reports/").status_code == HTTPStatus.FORBIDDEN
    assert browser.get("/overview/").status_code == HTTPStatus.OK


def test_the_numbers_of_the_day_lead_to_their_lists(
    enter: Enter, alice: Staff, ida: Patient, at: datetime
) -> None:
    PlannedMessage.objects.filter(step__slug="day3").update(
        state=PlannedState.SKIPPED, reason="cap", settled_at=at
    )
    browser = enter(alice)
    page = browser.get("/overview/").content.decode()
    assert "enough messages for one day or week" in page
    skipped = browser.get("/overview/planned/?state=left-out").content.decode()
    assert "Ida Vance" in skipped
    assert "Enough messages for one day or week" in skipped
    assert "Ida Vance" in browser.get("/overview/messages/").content.decode()


def test_another_clinics_day_is_not_seen(enter: Enter, charlie: Staff, ida: Patient) -> None:
    browser = enter(charlie)
    for address in ("/overview/", "/overview/messages/", "/overview/planned/"):
        assert b"Ida" not in browser.get(address).content


def test_a_long_list_goes_on_by_key(
    enter: Enter, alice: Staff, ida: Patient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "SHOWN", 1)
    assert Message.objects.filter(patient=ida).update(status=Status.DELIVERED) > 1
    browser = enter(alice)
    first = browser.get("/overview/messages/").context
    second = browser.get(f"/overview/messages/?after={first['more']}").context
    assert first["rows"][0].pk > second["rows"][0].pk
    PlannedMessage.objects.filter(state=PlannedState.PLANNED).update(
        due_at=at, expires_at=at + timedelta(hours=1)
    )
    first = browser.get("/overview/planned/").context
    second = browser.get("/overview/planned/", {"after": first["more"]}).context
    assert first["rows"][0].pk < second["rows"][0].pk


@pytest.mark.parametrize("after", ["x", "9" * 40, "2026-99-99T00:00Z_1", "2026-03-02T10:00_1"])
def test_a_broken_key_shows_the_first_page(after: str, enter: Enter, alice: Staff) -> None:
    browser = enter(alice)
    for address in ("/overview/messages/", "/overview/planned/"):
        assert browser.get(address, {"after": after}).status_code == HTTPStatus.OK


def test_looking_at_a_report_leaves_a_trace(enter: Enter, alice: Staff, ida: Patient) -> None:
    enter(alice).get("/reports/answers/")
    assert AuditEvent.objects.filter(act="viewed", subject="report_answers", by=alice).exists()

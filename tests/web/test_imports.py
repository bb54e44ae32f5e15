"""Import a file on the page: upload, columns, fates, import, undo, list of errors."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from followup.care import importing_run
from followup.care.models import ImportState, Treatment, TreatmentImport
from followup.clinic.models import AuditEvent, Clinic, Staff
from tests.care.test_importing import GOOD, _file
from tests.web.conftest import Enter

INDEX = "/treatments/imports/"


def _upload(browser: Client, content: bytes, name: str = "day.csv") -> str:
    sent = {"file": SimpleUploadedFile(name, content)}
    return browser.post(INDEX, sent, follow=True).content.decode()


def _choices(**other: str) -> dict[str, Any]:
    names = list(GOOD)
    return {f"column_{place}": other.get(name, name) for place, name in enumerate(names)}


def _checked(browser: Client, content: bytes) -> TreatmentImport:
    _upload(browser, content)
    run = TreatmentImport.objects.latest("pk")
    browser.post(f"{INDEX}{run.pk}/columns", _choices())
    run.refresh_from_db()
    return run


def test_a_days_list_goes_in_by_two_presses_and_is_taken_back_by_one(
    enter: Enter, fran: Staff, peak: Clinic
) -> None:
    browser = enter(fran)
    page = _upload(browser, _file({}, {"visit_id": "V-2", "regions": "nose"}))
    assert "What the columns hold" in page
    assert "vastus medialis; vastus lateralis" in page
    run = TreatmentImport.objects.get()
    page = browser.post(f"{INDEX}{run.pk}/columns", _choices(), follow=True).content.decode()
    assert "1 treatment will be logged" in page
    assert "1 row has an error" in page
    assert not Treatment.objects.exists()
    page = browser.post(f"{INDEX}{run.pk}/start", follow=True).content.decode()
    assert "1 treatment logged. You can take it back until" in page
    assert Treatment.objects.get().logged_by == fran
    page = browser.post(f"{INDEX}{run.pk}/undo", follow=True).content.decode()
    assert "Taken back. Nothing of it will be sent." in page
    assert Treatment.objects.get().undone_at is not None


def test_the_next_file_with_the_same_first_row_skips_the_columns(
    enter: Enter, fran: Staff, peak: Clinic
) -> None:
    browser = enter(fran)
    _checked(browser, _file({}))
    page = _upload(browser, _file({"visit_id": "V-9", "treated_at": "2026-03-02T08:00"}))
    assert "1 treatment will be logged" in page


def test_columns_that_do_not_suffice_are_asked_for_by_name(
    enter: Enter, fran: Staff, peak: Clinic
) -> None:
    browser = enter(fran)
    _upload(browser, _file({}))
    run = TreatmentImport.objects.get()
    wrong = _choices(regions="", phone="email")
    page = browser.post(f"{INDEX}{run.pk}/columns", wrong).content.decode()
    assert "No column is said to hold: Regions treated." in page
    assert "More than one column is said to hold: Email. Choose one." in page
    run.refresh_from_db()
    assert run.state == ImportState.UPLOADED


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04", "save it as CSV UTF-8"),
        (b"", "The file is empty"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "no text file"),
        (b"one\n1\n", "only one column"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    enter: Enter, fran: Staff, peak: Clinic, content: bytes, says: str
) -> None:
    page = _upload(enter(fran), content, "day.csv")
    assert says in page.replace("&#x27;", "'")
    assert not TreatmentImport.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    enter: Enter, fran: Staff, peak: Clinic, settings: Settings
) -> None:
    settings.IMPORT_MAX_BYTES = settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000
    page = _upload(enter(fran), _file(*({"visit_id": f"V-{n}"} for n in range(20))))
    assert "The file is larger than" in page


def test_no_file_at_all_is_no_crash(enter: Enter, fran: Staff, peak: Clinic) -> None:
    assert "Choose the file" in enter(fran).post(INDEX).content.decode()


def test_the_rows_are_shown_by_fate_and_in_pages(enter: Enter, fran: Staff, peak: Clinic) -> None:
    rows = [
        {"visit_id": f"V-{n}", "patient_id": f"P-{n}", "phone": f"719-555-{n:04d}"}
        for n in range(60)
    ]
    rows[7]["regions"] = "nose"
    browser = enter(fran)
    run = _checked(browser, _file(*rows))
    whole = browser.get(f"{INDEX}{run.pk}/").content.decode()
    assert whole.count('class="panel ') == 50
    rest = browser.get(f"{INDEX}{run.pk}/", {"after": "51"}).content.decode()
    assert rest.count('class="panel ') == 10
    errors = browser.get(f"{INDEX}{run.pk}/", {"fate": "refused"}).content.decode()
    assert errors.count('class="panel ') == 1
    assert "is not known here" in errors


def test_the_list_of_errors_can_be_mended_and_uploaded_again(
    enter: Enter, fran: Staff, peak: Clinic
) -> None:
    browser = enter(fran)
    formula = {"visit_id": "V-2", "regions": "nose", "last_name": "=cmd()"}
    run = _checked(browser, _file({}, formula))
    answer = browser.get(f"{INDEX}{run.pk}/errors.csv")
    listed = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    header, row = listed.strip().splitlines()
    assert header.split(",")[-2:] == ["followup_line", "followup_says"]
    assert ",'=cmd()," in row
    assert "regions: 'nose' is not known here" in row
    mended = listed.replace(",nose,", ",knee,").replace("'=cmd()", "Lee")
    assert "1 treatment will be logged" in _upload(browser, mended.encode("utf-8-sig"))


def test_while_it_is_under_way_the_page_tells_how_far_it_is(
    enter: Enter, fran: Staff, peak: Clinic, at: datetime
) -> None:
    browser = enter(fran)
    run = _checked(browser, _file({}))
    importing_run.start(run=run, at=at, by=fran)
    page = browser.get(f"{INDEX}{run.pk}/").content.decode()
    assert "0 of 1 rows imported" in page
    assert "<progress" in page


def test_pressing_twice_imports_once(enter: Enter, fran: Staff, peak: Clinic) -> None:
    browser = enter(fran)
    run = _checked(browser, _file({}))
    browser.post(f"{INDEX}{run.pk}/start")
    page = browser.post(f"{INDEX}{run.pk}/start", follow=True).content.decode()
    assert "imported already" in page
    assert Treatment.objects.count() == 1


def test_undo_after_three_minutes_says_what_to_do(
    enter: Enter, fran: Staff, peak: Clinic, at: datetime
) -> None:
    browser = enter(fran)
    run = _checked(browser, _file({}))
    browser.post(f"{INDEX}{run.pk}/start")
    with time_machine.travel(at + timedelta(minutes=4), tick=False):
        page = browser.post(f"{INDEX}{run.pk}/undo", follow=True).content.decode()
    assert "The three minutes are over" in page
    assert Treatment.objects.get().undone_at is None


def test_uploads_of_another_clinic_are_not_there(
    enter: Enter, fran: Staff, charlie: Staff, vera: Staff, peak: Clinic
) -> None:
    run = _checked(enter(fran), _file({}))
    elsewhere = enter(charlie)
    assert "day.csv" not in elsewhere.get(INDEX).content.decode()
    for end in ("", "columns", "errors.csv"):
        assert elsewhere.get(f"{INDEX}{run.pk}/{end}").status_code == HTTPStatus.NOT_FOUND
    assert elsewhere.post(f"{INDEX}{run.pk}/start").status_code == HTTPStatus.NOT_FOUND
    assert enter(vera).get(INDEX).status_code == HTTPStatus.FORBIDDEN


def test_looking_at_the_rows_leaves_a_trace(enter: Enter, fran: Staff, peak: Clinic) -> None:
    browser = enter(fran)
    run = _checked(browser, _file({}))
    browser.get(f"{INDEX}{run.pk}/")
    seen = AuditEvent.objects.filter(act="viewed", subject="import", subject_id=run.pk)
    assert seen.filter(by=fran).exists()

"""The audit log: found by who, what, patient and day; paged by key; taken along without harm."""

from datetime import datetime, timedelta
from http import HTTPStatus

import pytest

from followup.clinic import audit
from followup.clinic.models import AuditEvent, Clinic, Patient, Staff
from tests.messaging.calls import message_to
from tests.web.conftest import Enter

PAGE = "/settings/audit/"


@pytest.fixture
def written(clinic: Clinic, alice: Staff, bob: Staff, grace: Patient, at: datetime) -> None:
    def note(act: str, subject: str, by: Staff | None, when: datetime, **more: object) -> None:
        audit.record(
            clinic_id=clinic.pk,
            act=act,
            subject=subject,
            subject_id=grace.pk if subject == "patient" else None,
            at=when,
            by=by,
            details=dict(more),
        )

    note("viewed", "patient", bob, at - timedelta(days=3))
    note("contact_added", "patient", alice, at - timedelta(days=2), channel="sms")
    note("policy.changed", "clinic", alice, at, changed={"cap_per_day": [2, 3]})
    note("opted_out", "patient", None, at)


def _page(enter: Enter, staff: Staff, query: str = "") -> str:
    return enter(staff).get(PAGE + query).content.decode()


def test_it_is_read_in_words(enter: Enter, alice: Staff, written: None) -> None:
    page = _page(enter, alice)
    assert "Changed the settings" in page
    assert "Most a day: 2 → 3" in page
    assert "Grace O&#x27;Malley-Whitfield" in page
    assert "The system" in page


def test_looking_at_it_is_written_down(enter: Enter, alice: Staff, written: None) -> None:
    _page(enter, alice)
    assert AuditEvent.objects.filter(act="viewed", subject="audit", by=alice).exists()


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?who={bob}", "Looked at the patient", "Changed the settings"),
        ("?what=settings", "Changed the settings", "Looked at the patient"),
        ("?what=changes", "Added a phone", "Looked at the patient"),
        ("?first=2026-03-02", "Changed the settings", "Added a phone"),
        ("?last=2026-02-28", "Added a phone", "Changed the settings"),
        ("?patient={grace}", "Added a phone", "Changed the settings"),
        ("?who=nonsense&before=-3&first=yesterday", "Changed the settings", "There is a page"),
    ],
)
def test_it_is_searched(
    enter: Enter,
    alice: Staff,
    bob: Staff,
    grace: Patient,
    written: None,
    query: str,
    there: str,
    not_there: str,
) -> None:
    browser = enter(alice)
    answer = browser.get(PAGE + query.format(bob=bob.pk, grace=grace.pk))
    acts = [line.act for line in answer.context["lines"]]
    assert any(act.startswith(there) for act in acts)
    assert not any(act.startswith(not_there) for act in acts)


def test_what_was_done_about_a_patients_messages_is_about_the_patient(
    enter: Enter, alice: Staff, peak: Clinic, grace: Patient, at: datetime
) -> None:
    message = message_to(grace, clinic=peak, at=at)
    audit.record(
        clinic_id=peak.pk, act="viewed", subject="message", subject_id=message.pk, at=at, by=alice
    )
    answer = enter(alice).get(f"{PAGE}?patient={grace.pk}")
    assert [line.act for line in answer.context["lines"]] == ["Looked at a message"]


def test_it_is_paged_by_key_and_no_line_is_missed(
    enter: Enter, alice: Staff, clinic: Clinic, at: datetime
) -> None:
    for number in range(120):
        audit.record(
            clinic_id=clinic.pk, act="noted", subject="note", subject_id=number, at=at, by=alice
        )
    browser, seen, query = enter(alice), [], "?what=changes"
    while query:
        answer = browser.get(PAGE + query)
        seen += [line.event.pk for line in answer.context["lines"]]
        query = answer.context["next"]
    assert len(seen) == len(set(seen)) == AuditEvent.objects.exclude(act="viewed").count()


def test_a_patient_is_found_by_name_without_the_name_in_an_address(
    enter: Enter, alice: Staff, grace: Patient
) -> None:
    page = enter(alice).post(PAGE, {"text": "grace"}).content.decode()
    assert f"?patient={grace.pk}" in page


def test_it_is_taken_along_as_csv_that_no_spreadsheet_runs(
    enter: Enter, alice: Staff, grace: Patient, written: None
) -> None:
    Staff.objects.filter(pk=alice.pk).update(name="=1+1")
    answer = enter(alice).get("/settings/audit.csv?what=settings")
    text = answer.content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert "Most a day: 2 → 3" in text
    assert "Looked at" not in text
    assert AuditEvent.objects.filter(act="exported", subject="audit").exists()


def test_another_clinic_reads_none_of_it(
    enter: Enter, charlie: Staff, alice: Staff, grace: Patient, written: None
) -> None:
    answer = enter(charlie).get(f"{PAGE}?patient={grace.pk}&who={alice.pk}")
    assert "Grace" not in answer.content.decode()
    assert not [line for line in answer.context["lines"] if line.event.clinic_id == alice.clinic_id]


def test_only_those_who_may_see_it_do(enter: Enter, bob: Staff) -> None:
    assert enter(bob).get(PAGE).status_code == HTTPStatus.FORBIDDEN

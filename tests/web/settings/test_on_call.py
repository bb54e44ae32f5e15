"""Who is told of an urgent reply: put in line, moved in it, taken out, and tried."""

import pytest

from followup.clinic import on_call
from followup.clinic.models import AuditEvent, Clinic, Staff
from followup.messaging.models import Message
from followup.replies import alerts
from tests.web.conftest import Enter

PAGE = "/settings/on-call/"


@pytest.fixture
def line(clinic: Clinic, alice: Staff, bob: Staff, fran: Staff) -> list[Staff]:
    for rank, person in enumerate((alice, bob, fran), start=1):
        Staff.objects.filter(pk=person.pk).update(on_call_rank=rank, phone="+17195550123")
    return [alice, bob, fran]


def _names(clinic: Clinic) -> list[str]:
    return [person.name for person in on_call.line(clinic)]


def test_where_nobody_is_named_the_page_says_who_is_told(
    enter: Enter, alice: Staff, bob: Staff
) -> None:
    page = enter(alice).get(PAGE).content.decode()
    assert "Nobody is on call" in page
    assert "the 2 people who may review" in page


def test_somebody_is_put_last_in_line(
    enter: Enter, clinic: Clinic, alice: Staff, bob: Staff
) -> None:
    browser = enter(alice)
    for person in (bob, alice):
        browser.post("/settings/on-call/line", {"act": "put", "staff": person.pk})
    assert _names(clinic) == ["Bob", "Alice"]
    assert [person.name for person in alerts.on_call(clinic)] == ["Bob", "Alice"]
    assert "Nobody here has a phone" in browser.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("who", "act", "after"),
    [
        (2, "sooner", ["Alice", "Fran", "Bob"]),
        (0, "later", ["Bob", "Alice", "Fran"]),
        (0, "sooner", ["Alice", "Bob", "Fran"]),
        (2, "later", ["Alice", "Bob", "Fran"]),
        (1, "out", ["Alice", "Fran"]),
        (1, "put", ["Alice", "Bob", "Fran"]),
        (1, "nonsense", ["Alice", "Bob", "Fran"]),
    ],
)
def test_the_order_is_changed_by_buttons(
    enter: Enter, clinic: Clinic, line: list[Staff], who: int, act: str, after: list[str]
) -> None:
    enter(line[0]).post(f"/settings/on-call/{line[who].pk}", {"act": act})
    assert _names(clinic) == after
    ranks = [person.on_call_rank for person in on_call.line(clinic)]
    assert ranks == list(range(1, len(after) + 1))


def test_a_change_of_the_order_is_written_down_once(enter: Enter, line: list[Staff]) -> None:
    browser = enter(line[0])
    browser.post(f"/settings/on-call/{line[0].pk}", {"act": "sooner"})
    assert not AuditEvent.objects.filter(act="on_call.changed").exists()
    browser.post(f"/settings/on-call/{line[0].pk}", {"act": "later"})
    event = AuditEvent.objects.get(act="on_call.changed")
    assert event.details["from"] == [person.pk for person in line]


def test_nobody_of_another_clinic_is_put_in_line(
    enter: Enter, alice: Staff, charlie: Staff, clinic: Clinic
) -> None:
    answer = enter(alice).post("/settings/on-call/line", {"act": "put", "staff": charlie.pk})
    assert answer.status_code == 404
    assert _names(clinic) == []


def test_a_test_goes_to_all_who_would_be_told_by_every_way(
    enter: Enter, peak: Clinic, line: list[Staff]
) -> None:
    enter(line[0]).post("/settings/on-call/test")
    sent = Message.objects.filter(kind="test")
    assert {(message.staff_id, message.channel) for message in sent} == {
        (person.pk, channel) for person in line for channel in ("sms", "email")
    }
    assert all("nothing to do" in message.body for message in sent)


def test_tests_are_limited(enter: Enter, peak: Clinic, line: list[Staff]) -> None:
    browser = enter(line[0])
    pages = [browser.post("/settings/on-call/test", follow=True).content.decode() for _ in range(6)]
    assert "Ten tests went" in pages[-1]
    assert Message.objects.filter(staff=line[0]).count() == 10

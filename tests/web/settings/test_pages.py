"""The sections that are one form each: what is saved, refused, and taken back."""

import pytest
from django.test import Client

from followup.clinic.models import AuditEvent, Clinic, Staff
from tests.web.conftest import HTMX, Enter
from tests.web.settings.conftest import Sure

CLINIC = {
    "name": "Peak PT",
    "phone": "719-555-0100",
    "time_zone": "America/Denver",
    "consent_wording": "I agree.",
    "weekly_digest": "on",
}


def _seen(browser: Client, address: str) -> str:
    return str(browser.get(address).context["form"]["seen"].value())


def test_the_index_names_each_section(enter: Enter, alice: Staff) -> None:
    page = enter(alice).get("/settings/").content.decode()
    for address in ("clinic", "hours", "messages", "signing-in", "keeping"):
        assert f"/settings/{address}/" in page


def test_the_index_says_what_is_not_set_up_yet(enter: Enter, alice: Staff, clinic: Clinic) -> None:
    page = enter(alice).get("/settings/").content.decode()
    for words in ("No text can go out", "Nobody on call has a phone", "one administrator"):
        assert words in page
    assert "patients could agree to" not in page
    Clinic.objects.filter(pk=clinic.pk).update(sms_number="+17195550150", consent_wording="")
    Staff.objects.filter(pk=alice.pk).update(on_call_rank=1, phone="+17195550123")
    page = enter(alice).get("/settings/").content.decode()
    assert "No text can go out" not in page
    assert "Nobody on call" not in page
    assert "patients could agree to" in page


def test_taking_back_what_was_dangerous_asks_who_sits_there(
    enter: Enter, sure: Sure, alice: Staff, clinic: Clinic
) -> None:
    sure(alice).post("/settings/signing-in/", {"second_factor_required": "on"})
    event = AuditEvent.objects.get(act="policy.changed")
    Clinic.objects.filter(pk=clinic.pk).update(second_factor_required=False)
    answer = enter(alice).post(f"/settings/changes/{event.pk}/undo")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_a_new_name_is_saved_and_can_be_taken_back(
    enter: Enter, alice: Staff, clinic: Clinic
) -> None:
    browser = enter(alice)
    page = browser.post("/settings/clinic/", CLINIC | {"name": "Summit PT"}, follow=True)
    clinic.refresh_from_db()
    assert clinic.name == "Summit PT"
    words = page.content.decode()
    assert "Saved." in words
    assert "Peak PT" in words, "the value of before stands among the changes"
    event = AuditEvent.objects.get(act="policy.changed")
    browser.post(f"/settings/changes/{event.pk}/undo")
    clinic.refresh_from_db()
    assert clinic.name == "Peak PT"


def test_what_was_decided_anew_cannot_be_undone(enter: Enter, alice: Staff, clinic: Clinic) -> None:
    browser = enter(alice)
    browser.post("/settings/clinic/", CLINIC | {"name": "Summit PT"})
    first = AuditEvent.objects.get(act="policy.changed")
    browser.post("/settings/clinic/", CLINIC | {"name": "Crest PT"})
    page = browser.post(f"/settings/changes/{first.pk}/undo", follow=True).content.decode()
    assert "changed again since" in page
    clinic.refresh_from_db()
    assert clinic.name == "Crest PT"


def test_the_second_of_two_admins_is_told_and_overwrites_nothing(
    enter: Enter, alice: Staff, clinic: Clinic
) -> None:
    browser = enter(alice)
    seen = _seen(browser, "/settings/clinic/")
    Clinic.objects.filter(pk=clinic.pk).update(phone="719-555-0177")
    answer = browser.post("/settings/clinic/", CLINIC | {"name": "Summit PT", "seen": seen})
    assert "Somebody else changed this" in answer.content.decode()
    clinic.refresh_from_db()
    assert (clinic.name, clinic.phone) == ("Peak PT", "719-555-0177")


def test_saving_the_same_again_writes_nothing_down(
    enter: Enter, alice: Staff, clinic: Clinic
) -> None:
    browser = enter(alice)
    form = browser.get("/settings/clinic/").context["form"]
    stands = {name: form[name].value() for name in CLINIC}
    assert (
        "It was so already"
        in browser.post("/settings/clinic/", stands, follow=True).content.decode()
    )
    assert not AuditEvent.objects.filter(act="policy.changed").exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": " "}, "Write the name"),
        ({"phone": "call us"}, "call us"),
        ({"time_zone": "Mars/Base"}, "Mars/Base"),
        ({"name": "x" * 81}, "80"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_write(
    enter: Enter, alice: Staff, clinic: Clinic, wrong: dict[str, str], says: str
) -> None:
    page = enter(alice).post("/settings/clinic/", CLINIC | wrong).content.decode()
    assert "There is a problem" in page
    assert says in page
    clinic.refresh_from_db()
    assert clinic.name == "Peak PT"


def test_a_week_cannot_hold_less_than_a_day(enter: Enter, alice: Staff, clinic: Clinic) -> None:
    told = {"cap_per_day": 4, "cap_per_week": 3, "opt_out_reply": "provider"}
    page = enter(alice).post("/settings/messages/", told).content.decode()
    assert "at least as many" in page
    clinic.refresh_from_db()
    assert clinic.cap_per_day == 2


@pytest.mark.parametrize("who", ["bob", "fran", "vera"])
def test_nobody_but_an_admin_sees_them(
    enter: Enter, who: str, request: pytest.FixtureRequest
) -> None:
    assert enter(request.getfixturevalue(who)).get("/settings/").status_code == 403


def test_another_clinic_cannot_undo_ours(enter: Enter, alice: Staff, charlie: Staff) -> None:
    enter(alice).post("/settings/clinic/", CLINIC | {"name": "Summit PT"})
    event = AuditEvent.objects.get(act="policy.changed")
    assert enter(charlie).post(f"/settings/changes/{event.pk}/undo").status_code == 404


def test_what_would_be_erased_is_shown_before_it_is_decided(
    sure: Sure, alice: Staff, clinic: Clinic
) -> None:
    browser = sure(alice)
    told = {"words_kept_months": "12", "photos_kept_months": "", "patients_kept_months": "84"}
    part = browser.post("/settings/keeping/preview", told, headers=HTMX).content.decode()
    assert "would erase nothing" in part
    browser.post("/settings/keeping/", told)
    clinic.refresh_from_db()
    assert (clinic.words_kept_months, clinic.photos_kept_months) == (12, None)
    assert clinic.patients_kept_months == 84
    page = browser.get("/settings/keeping/").content.decode()
    assert "Patients are kept" in page
    assert "7 years" in page

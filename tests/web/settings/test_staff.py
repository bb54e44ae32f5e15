"""Staff are invited, given a role, and gone at once when they leave; somebody always stays."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from followup.clinic.models import AuditEvent, Clinic, Patient, Role, Staff
from followup.replies.models import ReviewItem
from tests.web.conftest import Enter, Wait
from tests.web.settings.conftest import SECRET, Sure

NINA = {"name": "Nina", "email": "Nina@peak.example.com", "role": "therapist", "language": "en"}
TEA = "tea before the first light"


@pytest.fixture
def ana(clinic: Clinic) -> Staff:
    """A second admin."""
    return Staff.objects.create_staff(
        clinic_id=clinic.pk,
        email="ana@peak.example.com",
        name="Ana",
        role=Role.ADMIN,
        password=SECRET,
    )


def _link() -> str:
    found = re.search(r"https?://[^/]+(/accounts/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_nina_is_invited_sets_a_password_and_sees_what_a_therapist_may(
    sure: Sure, alice: Staff
) -> None:
    page = sure(alice).post("/settings/staff/invitation", NINA, follow=True).content.decode()
    assert "on its way to nina@peak.example.com" in page
    assert "no password yet" in page
    assert mail.outbox[0].to == ["nina@peak.example.com"]
    browser = Client()
    form = browser.get(_link(), follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": TEA, "password2": TEA})
    answer = browser.post(
        "/accounts/login/", {"login": NINA["email"], "password": TEA}, follow=True
    )
    assert answer.request["PATH_INFO"] == "/review/"
    assert browser.get("/settings/").status_code == 403


def test_she_may_read_her_invitation_in_spanish(sure: Sure, alice: Staff) -> None:
    sure(alice).post("/settings/staff/invitation", NINA | {"language": "es"})
    assert Staff.objects.get(name="Nina").language == "es"


def test_inviting_asks_who_sits_there(enter: Enter, alice: Staff) -> None:
    browser = enter(alice)
    answer = browser.post("/settings/staff/invitation", NINA)
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not mail.outbox
    browser.post(answer.headers["Location"], {"password": SECRET})
    assert Staff.objects.filter(name="Nina").exists(), "what was filled in goes on by itself"


def test_an_address_can_be_used_once_and_other_clinics_are_not_named(
    sure: Sure, alice: Staff, charlie: Staff
) -> None:
    told = NINA | {"email": charlie.email.upper()}
    page = sure(alice).post("/settings/staff/invitation", told).content.decode()
    assert "signs in with that email address already" in page
    assert "Valley" not in page


def test_the_invitation_is_sent_again_and_the_first_link_ends(sure: Sure, alice: Staff) -> None:
    browser = sure(alice)
    browser.post("/settings/staff/invitation", NINA)
    first = _link()
    nina = Staff.objects.get(name="Nina")
    browser.post(f"/settings/staff/{nina.pk}/invitation")
    assert len(mail.outbox) == 2
    assert "used up" in Client().get(first, follow=True).content.decode()
    assert "Choose a password" in Client().get(_link(), follow=True).content.decode()


def test_a_mail_server_that_is_away_is_told_and_the_person_stays(
    sure: Sure, alice: Staff, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = sure(alice).post("/settings/staff/invitation", NINA, follow=True).content.decode()
    assert "could not be sent" in page
    assert Staff.objects.filter(name="Nina").exists()


def test_who_leaves_is_out_at_once_and_their_items_return(
    sure: Sure, enter: Enter, alice: Staff, bob: Staff, maria: Patient, wait: Wait
) -> None:
    item = wait(maria)
    ReviewItem.objects.filter(pk=item.pk).update(assignee=bob)
    Staff.objects.filter(pk=bob.pk).update(on_call_rank=1)
    theirs = enter(bob)
    page = sure(alice).post(f"/settings/staff/{bob.pk}/leaving", follow=True).content.decode()
    assert "1 item of theirs is on the list again" in page
    assert theirs.get("/review/").headers["Location"].startswith("/accounts/login/")
    item.refresh_from_db()
    bob.refresh_from_db()
    assert (item.assignee, bob.on_call_rank, bob.is_active) == (None, None, False)


def test_a_session_of_before_does_not_come_back_with_the_account(
    sure: Sure, enter: Enter, alice: Staff, bob: Staff
) -> None:
    bob.set_password(SECRET)
    bob.save()
    theirs = enter(bob)
    admin = sure(alice)
    admin.post(f"/settings/staff/{bob.pk}/leaving")
    admin.post(f"/settings/staff/{bob.pk}/return")
    bob.refresh_from_db()
    assert bob.is_active
    assert theirs.get("/review/").headers["Location"].startswith("/accounts/login/")
    assert mail.outbox[-1].to == [bob.email]


def test_the_last_admin_can_neither_leave_nor_become_something_else(
    sure: Sure, alice: Staff, ana: Staff
) -> None:
    admin = sure(ana)
    admin.post(f"/settings/staff/{alice.pk}/leaving")
    told = {"name": "Ana", "role": "viewer", "phone": ""}
    page = admin.post(f"/settings/staff/{ana.pk}/", told).content.decode()
    assert "Make somebody an administrator first" in page
    admin.post(f"/settings/staff/{ana.pk}/leaving")
    ana.refresh_from_db()
    assert (ana.role, ana.is_active) == (Role.ADMIN, True)


def test_an_admin_who_never_signed_in_does_not_count_as_somebody_who_stays(
    sure: Sure, alice: Staff
) -> None:
    browser = sure(alice)
    browser.post("/settings/staff/invitation", NINA | {"role": "admin"})
    told = {"name": "Alice", "role": "viewer", "phone": ""}
    assert "Make somebody" in browser.post(f"/settings/staff/{alice.pk}/", told).content.decode()


def test_another_role_counts_at_once_and_is_written_down(
    sure: Sure, enter: Enter, alice: Staff, bob: Staff
) -> None:
    theirs = enter(bob)
    told = {"name": "Bob", "role": "viewer", "phone": "719-555-0123"}
    sure(alice).post(f"/settings/staff/{bob.pk}/", told)
    assert theirs.get("/treatments/new/").status_code == 403
    details = AuditEvent.objects.get(act="staff.changed").details
    assert details == {"changed": {"role": ["therapist", "viewer"], "phone": [False, True]}}
    assert "555" not in str(details)


def test_a_lost_second_factor_is_removed_by_an_admin(sure: Sure, alice: Staff, bob: Staff) -> None:
    Authenticator.objects.create(user=bob, type="totp", data={})
    sure(alice).post(f"/settings/staff/{bob.pk}/factor")
    assert not Authenticator.objects.filter(user=bob).exists()
    assert AuditEvent.objects.filter(act="staff.factor_removed", subject_id=bob.pk).exists()


def test_where_a_second_factor_is_required_nothing_is_seen_before_it(
    sure: Sure, enter: Enter, alice: Staff, bob: Staff
) -> None:
    sure(alice).post("/settings/signing-in/", {"second_factor_required": "on"})
    browser = enter(bob)
    assert browser.get("/review/").headers["Location"] == "/accounts/2fa/totp/activate/"
    assert browser.post("/patients/", {"text": "Maria"}).status_code == 302
    part = browser.get("/review/list/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/accounts/2fa/totp/activate/"
    Authenticator.objects.create(user=bob, type="totp", data={})
    assert browser.get("/review/").status_code == 200


@pytest.mark.parametrize("path", ["", "invitation", "leaving", "return", "factor"])
def test_another_clinic_reaches_none_of_it(
    sure: Sure, charlie: Staff, bob: Staff, path: str, client: Client
) -> None:
    client.force_login(charlie)
    assert client.post(f"/settings/staff/{bob.pk}/{path}").status_code == 404

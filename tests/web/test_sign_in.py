"""Sign in, sign out, and what is open to whom."""

from http import HTTPStatus

from django.core import mail
from django.test import Client

from followup.clinic.models import Staff
from followup.web.access import ACCESS, may_enter
from tests.web.conftest import HTMX, Enter

LOGIN = "/accounts/login/"
SECRET = "a long sentence to sign in with"


def test_alice_signs_in_and_is_at_the_review_list(client: Client, alice: Staff) -> None:
    typed = {"login": alice.email, "password": SECRET}
    answer = client.post(LOGIN, typed, follow=True)
    assert answer.request["PATH_INFO"] == "/review/"
    page = answer.content.decode()
    assert "Alice" in page
    assert "Admin, Peak PT" in page


def test_a_wrong_password_is_told_on_top_and_changes_nothing(client: Client, alice: Staff) -> None:
    page = client.post(LOGIN, {"login": alice.email, "password": "wrong"}).content.decode()
    assert "There is a problem" in page
    assert "_auth_user_id" not in client.session


def test_who_has_left_the_clinic_cannot_sign_in(client: Client, alice: Staff) -> None:
    Staff.objects.filter(pk=alice.pk).update(is_active=False)
    client.post(LOGIN, {"login": alice.email, "password": SECRET}, follow=True)
    assert "_auth_user_id" not in client.session


def test_guessing_passwords_is_stopped_after_some_tries(client: Client, alice: Staff) -> None:
    for _ in range(12):
        client.post(LOGIN, {"login": alice.email, "password": "guess"})
    client.post(LOGIN, {"login": alice.email, "password": SECRET})
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client: Client, db: None) -> None:
    typed = {"email": "eve@example.com", "password1": SECRET, "password2": SECRET}
    page = client.post("/accounts/signup/", typed).content.decode()
    assert "Accounts come from your clinic" in page
    assert not Staff.objects.exists()


def test_a_forgotten_password_is_mended_by_email(client: Client, alice: Staff) -> None:
    client.post("/accounts/password/reset/", {"email": alice.email})
    assert mail.outbox[0].to == [alice.email]


def test_an_address_that_nobody_has_is_answered_alike(client: Client, alice: Staff) -> None:
    answers = [
        client.post("/accounts/password/reset/", {"email": email}).headers["Location"]
        for email in (alice.email, "nobody@example.com")
    ]
    assert answers[0] == answers[1]


def test_signing_out_ends_it(enter: Enter, bob: Staff) -> None:
    browser = enter(bob)
    browser.post("/accounts/logout/")
    assert browser.get("/review/").headers["Location"].startswith(LOGIN)


def test_after_signing_in_one_is_where_one_wanted_to_be(client: Client, alice: Staff) -> None:
    asked = client.get("/patients/").headers["Location"]
    answer = client.post(asked, {"login": alice.email, "password": SECRET})
    assert answer.headers["Location"] == "/patients/"


def test_a_fragment_asked_for_after_sign_out_sends_the_whole_window_to_sign_in(
    client: Client, db: None
) -> None:
    answer = client.get("/review/list/", headers=HTMX)
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer.headers["HX-Redirect"].startswith(LOGIN)


def test_the_browser_keeps_no_page_of_somebody_signed_in(enter: Enter, bob: Staff) -> None:
    assert "no-store" in enter(bob).get("/review/").headers["Cache-Control"]


def test_links_lead_only_where_the_role_may_go(enter: Enter, vera: Staff) -> None:
    page = enter(vera).get("/review/").content.decode()
    assert "/treatments/new/" not in page
    assert "/patients/" in page


def test_a_route_that_the_map_does_not_name_is_open_to_nobody(alice: Staff) -> None:
    assert not may_enter(alice, "something_new")


def test_what_is_public_is_open_to_staff_and_what_is_closed_to_all_is_closed(alice: Staff) -> None:
    assert {route for route in ACCESS if not may_enter(alice, route)} == {
        route for route, roles in ACCESS.items() if not roles
    }

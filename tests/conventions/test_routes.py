"""Every route is walked: it stands in the access map, and answers each person as the map says."""

from http import HTTPStatus

import pytest
from django.contrib.auth.hashers import make_password
from django.http import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client

from followup.clinic.models import Clinic, Role, Staff
from followup.web.access import ACCESS, PUBLIC
from tests.conventions.routes import nameless, routes

ROUTES = routes()
CLOSED = sorted(name for name in ROUTES if ACCESS.get(name) != PUBLIC)
REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
# Closed even to whom the map names until they have a second factor, which these have not.
NEEDS_A_SECOND_FACTOR = {"mfa_reauthenticate"}

pytestmark = pytest.mark.django_db
each_method = pytest.mark.parametrize("method", ["get", "post"])


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def test_each_route_stands_in_the_access_map_and_each_line_of_the_map_is_a_route() -> None:
    assert nameless() == []
    assert set(ROUTES) - set(ACCESS) == set()
    assert set(ACCESS) - set(ROUTES) == set()


@each_method
def test_who_is_not_signed_in_is_sent_to_sign_in(client: Client, method: str) -> None:
    assert {name for name in CLOSED if not _is_kept_out(_answer(client, method, name))} == set()


@each_method
@pytest.mark.parametrize("role", Role.values)
def test_each_role_enters_what_the_map_opens_to_it(client: Client, role: str, method: str) -> None:
    staff = _staff(role)
    kept_out = {}
    for name in (name for name in CLOSED if role in ACCESS[name]):
        client.force_login(staff)
        answer = _answer(client, method, name)
        if _is_kept_out(answer) or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            kept_out[name] = answer.status_code
    assert kept_out.keys() - NEEDS_A_SECOND_FACTOR == set(), kept_out


@each_method
@pytest.mark.parametrize("role", Role.values)
def test_each_role_is_kept_out_of_everything_else(client: Client, role: str, method: str) -> None:
    client.force_login(_staff(role))
    elsewhere = [name for name in CLOSED if role not in ACCESS[name]]
    assert elsewhere
    entered = {name for name in elsewhere if not _is_kept_out(_answer(client, method, name))}
    assert entered == set()


def test_who_has_left_the_clinic_is_kept_out_at_once(client: Client) -> None:
    staff = _staff(Role.ADMIN)
    client.force_login(staff)
    Staff.objects.filter(pk=staff.pk).update(is_active=False)
    assert {name for name in CLOSED if not _is_kept_out(_answer(client, "get", name))} == set()


def _answer(client: Client, method: str, name: str) -> HttpResponseBase:
    answer: HttpResponseBase = getattr(client, method)(ROUTES[name].address())
    return answer


def _is_kept_out(answer: HttpResponseBase) -> bool:
    sent_to_sign_in = answer.status_code == HTTPStatus.FOUND and answer.headers[
        "Location"
    ].startswith(resolve_url("account_login"))
    return sent_to_sign_in or answer.status_code in REFUSED


def _staff(role: str) -> Staff:
    clinic = Clinic.objects.create(name="Peak PT", slug="peak-pt", phone="719-555-0100")
    return Staff.objects.create(
        clinic=clinic,
        email="someone@peak.example.com",
        name="Someone",
        role=role,
        password=make_password("a long sentence to sign in with", hasher="pbkdf2_sha256"),
    )

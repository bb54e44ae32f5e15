"""Pages for what goes wrong say what it means and what to do."""

from http import HTTPStatus

import pytest
from django.test import Client, RequestFactory

from followup.clinic.models import Staff
from followup.web import errors
from tests.web.conftest import Enter


def test_a_page_that_does_not_exist(client: Client, db: None) -> None:
    answer = client.get("/nothing/")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "There is no such page" in answer.content.decode()


def test_a_page_that_the_role_does_not_include(enter: Enter, vera: Staff) -> None:
    answer = enter(vera).get("/treatments/new/")
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Your role does not include this" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused(alice: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": alice.email})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Nothing was saved" in answer.content.decode()


def test_a_fault_of_ours_needs_neither_session_nor_database() -> None:
    answer = errors.failed(RequestFactory().get("/"))
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "may not have been saved" in answer.content.decode()


def test_a_request_that_cannot_be_read(db: None) -> None:
    answer = errors.bad_request(RequestFactory().get("/"), ValueError())
    assert answer.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/health/live"])
def test_every_page_forbids_scripts_and_styles_that_are_not_ours(
    client: Client, db: None, address: str
) -> None:
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_robots_are_sent_away(client: Client, db: None) -> None:
    assert "Disallow: /" in client.get("/robots.txt").content.decode()
    assert "noindex" in client.get("/accounts/login/").content.decode()

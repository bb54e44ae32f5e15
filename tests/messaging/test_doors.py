"""Machines go straight to their view; people meet all that stands before the pages."""

from typing import Any

import pytest
import structlog
from django.test import Client

from followup.clinic.models import Clinic
from tests.messaging.calls import call, texts_us
from tests.sandbox_fixture import AUTH_TOKEN

pytestmark = pytest.mark.django_db
_FOR_BROWSERS = "Content-Security-Policy"


@pytest.fixture(autouse=True)
def _account(settings: Any) -> None:
    settings.TWILIO_AUTH_TOKEN = AUTH_TOKEN


def test_a_webhook_meets_none_of_what_is_for_browsers(peak: Clinic) -> None:
    answer = texts_us("3")
    assert answer.status_code == 200
    assert _FOR_BROWSERS not in answer
    assert not answer.cookies


def test_a_page_behind_a_link_in_an_email_meets_all_of_it() -> None:
    assert _FOR_BROWSERS in Client().get("/u/no-such-token")


@pytest.mark.parametrize("path", ["/twilio/", "/twilio/other", "/twilio/status/7", "/anymail/x"])
def test_an_address_that_only_begins_like_a_door_is_not_there(path: str) -> None:
    assert call(path, {}).status_code == 404


def test_the_log_of_a_webhook_does_not_name_whom_the_thread_served_before(peak: Clinic) -> None:
    structlog.contextvars.bind_contextvars(user_id=7)
    texts_us("3")
    assert structlog.contextvars.get_contextvars() == {}

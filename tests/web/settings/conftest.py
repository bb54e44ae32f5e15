"""An admin who has just said once more who they are."""

from collections.abc import Callable

import pytest
from django.test import Client

from followup.clinic.models import Staff
from tests.web.conftest import Enter

SECRET = "a long sentence to sign in with"

Sure = Callable[[Staff], Client]


@pytest.fixture
def sure(enter: Enter) -> Sure:
    def entered(staff: Staff) -> Client:
        browser = enter(staff)
        browser.post("/accounts/reauthenticate/", {"password": SECRET})
        return browser

    return entered

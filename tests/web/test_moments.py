"""Times read as in the texts that patients get: twelve hours, and the month before the day."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone

from followup.clinic.models import Patient, Staff
from followup.web import moments
from tests.web.conftest import Enter, Wait

DENVER = ZoneInfo("America/Denver")


@pytest.mark.parametrize(
    ("hour", "said"),
    [(0, "12:05 AM"), (9, "9:05 AM"), (12, "12:05 PM"), (18, "6:05 PM")],
)
def test_noon_and_midnight_are_twelve(hour: int, said: str) -> None:
    at = datetime(2026, 11, 18, hour, 5, tzinfo=DENVER)
    assert moments.moment(at) == f"Wed, Nov 18, {said}"
    assert moments.moment_of_year(at) == f"Wed, Nov 18, 2026, {said}"


def test_a_page_shows_the_time_of_its_zone(at: datetime) -> None:
    page = Template("{% load words %}{{ at|to_the_minute }}, {{ at|day }}")
    with timezone.override(DENVER):
        assert page.render(Context({"at": at})) == "12:00 PM, Mar 2, 2026"


def test_the_conversation_and_the_treatments_tell_it_alike(
    enter: Enter, bob: Staff, maria: Patient, wait: Wait
) -> None:
    page = enter(bob).get(f"/review/{wait(maria).pk}/").content.decode()
    assert "Mon, Mar 2, 11:30 AM" in page
    assert "Sun, Mar 1, 2026, 12:00 PM" in page

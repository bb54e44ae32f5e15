"""A patient who answers, and the days that a report is asked about."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from followup.clinic.models import Clinic, Patient, Staff
from followup.reports.scope import Scope
from tests.engine import reachable
from tests.replies.talk import Talk

NUMBER = "+17195550177"
Ask = Callable[..., Scope]


@pytest.fixture
def ida(peak: Clinic, at: datetime) -> Patient:
    return reachable(peak, "Ida", "Vance", number=NUMBER, at=at)


@pytest.fixture
def talk(peak: Clinic, at: datetime) -> Talk:
    return Talk(peak, NUMBER, at)


@pytest.fixture
def scope(alice: Staff, at: datetime) -> Scope:
    """The week around."""
    return Scope(staff=alice, since=at - timedelta(days=3), until=at + timedelta(days=4))

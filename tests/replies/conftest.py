"""A patient of Alice's clinic who may be texted, and their phone."""

from datetime import datetime

import pytest

from followup.clinic.models import Clinic, Patient
from tests.engine import reachable
from tests.replies.talk import Talk

NUMBER = "+17195550177"


@pytest.fixture
def ida(peak: Clinic, at: datetime) -> Patient:
    return reachable(peak, "Ida", "Vance", number=NUMBER, at=at)


@pytest.fixture
def talk(peak: Clinic, at: datetime) -> Talk:
    """Treated on Monday at noon in Denver, so that a day later the clinic is open."""
    return Talk(peak, NUMBER, at)

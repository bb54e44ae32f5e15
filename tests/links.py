"""A question that went out with a link, for tests of the page behind it."""

from datetime import datetime

from followup.care.models import CheckIn
from followup.clinic.models import Channel, Clinic, Patient
from followup.messaging import answer_links
from followup.messaging.models import AnswerLink, Message
from tests.replies.talk import Talk


def linked(check_in: CheckIn, *, at: datetime) -> tuple[str, AnswerLink]:
    """The token and the link of the message that asked."""
    token = answer_links.fresh()
    message = Message.objects.filter(check_in=check_in).latest("pk")
    link = answer_links.row(token=token, message=message, at=at)
    answer_links.write([link])
    found = answer_links.found(token=token.token)
    assert found is not None
    return token.token, found


def asked(
    clinic: Clinic,
    patient: Patient,
    *,
    at: datetime,
    step: str = "day1",
    regions: tuple[str, ...] = ("knee",),
    channel: str = Channel.EMAIL,
    to: str = "ida@example.com",
    hours: float = 24,
) -> tuple[str, AnswerLink]:
    """Treated at `at`, and asked so many hours later."""
    talk = Talk(clinic, to, at, channel=channel)
    return linked(talk.ask(talk.treat(patient, regions=regions), step, hours=hours), at=at)

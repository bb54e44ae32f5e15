"""What a view relies on once the gate has let a request through, and the note of what was seen."""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from followup.clinic import audit
from followup.clinic.models import Staff


class StaffRequest(HttpRequest):
    """A request of somebody who has signed in, as the gate makes sure for every staff route."""

    user: Staff
    htmx: HtmxDetails


def is_fragment(request: StaffRequest) -> bool:
    """Whether htmx asks for a part of the page; coming back by the history wants all of it."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def note_view(request: StaffRequest, *, subject: str, subject_id: int | None, at: datetime) -> None:
    """Write down that somebody read this; reading a patient leaves a trace like changing one."""
    audit.record(
        clinic_id=request.user.clinic_id,
        act="viewed",
        subject=subject,
        subject_id=subject_id,
        at=at,
        by=request.user,
        address=get_adapter().get_client_ip(request),
    )

"""The textbook's task: loaded, saved, sent and saved again. Words, rows and encryption are ours."""

from datetime import datetime
from functools import lru_cache

from celery import shared_task
from django.conf import settings
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from followup.care.models import PlannedMessage, PlannedState
from followup.lib import clock
from followup.messaging import words
from followup.messaging.models import Message, Status


@shared_task(name="send_message")  # type: ignore[untyped-decorator]
def send_message(planned_id: int) -> None:
    """One planned message, from its row to the provider and back."""
    row = PlannedMessage.objects.select_related(
        "clinic", "patient", "step", "follow_up__treatment"
    ).get(pk=planned_id)
    at = clock.now()
    message = _composed(row, at)
    message.save()
    sent = _client().messages.create(
        to=message.to,
        from_=row.clinic.sms_number,
        body=message.body,
        status_callback=f"{settings.PUBLIC_BASE_URL}/twilio/status/{message.public_id}",
        validity_period=14_400,
    )
    message.status, message.provider_id, message.accepted_at = Status.ACCEPTED, sent.sid, at
    message.save()
    row.state, row.settled_at = PlannedState.DONE, at
    row.save()


def _composed(row: PlannedMessage, at: datetime) -> Message:
    point = row.patient.contact_points.get(channel="sms")
    said = words.compose(
        clinic=row.clinic,
        kind=row.kind,
        channel="sms",
        language=row.patient.language,
        variables=words.variables_for(
            clinic=row.clinic,
            channel="sms",
            language=row.patient.language,
            variant=row.step.slug,
            first_name=row.patient.first_name,
            region=row.follow_up.treatment.region,
            at=at,
        ),
    )
    return Message(
        clinic=row.clinic,
        patient=row.patient,
        follow_up=row.follow_up,
        planned=row,
        kind=row.kind,
        channel="sms",
        to=point.value,
        to_index=point.index,
        body=said.body,
        segments=said.segments,
        created_at=at,
        due_at=at,
        expires_at=row.expires_at,
    )


@lru_cache(maxsize=1)
def _client() -> Client:
    client = Client(
        settings.TWILIO_ACCOUNT_SID,
        settings.TWILIO_AUTH_TOKEN,
        http_client=TwilioHttpClient(timeout=settings.TWILIO_TOTAL_SECONDS),
    )
    client.api.base_url = settings.TWILIO_API_URL
    return client

"""What a textbook would build: one Celery task a message, loaded, saved, sent and saved again.

`celery -A followup.sandbox.bench.textbook worker`. The words, the rows and the encryption are ours.
"""

import os
from functools import lru_cache
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")

import django
from django.conf import settings

django.setup()

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from followup.care.models import PlannedMessage, PlannedState
from followup.lib import clock
from followup.messaging.models import Status
from followup.messaging.planned_words import Composer

app: Any = Celery("textbook", broker=settings.REDIS_URL)
app.conf.task_ignore_result = True
app.conf.worker_hijack_root_logger = False
app.conf.task_default_queue = "textbook-idle"


@app.task(name="send_message")  # type: ignore[untyped-decorator]
def send_message(planned_id: int) -> None:
    """One planned message, from its row to the provider and back."""
    row = PlannedMessage.objects.select_related(
        "clinic", "patient", "step", "follow_up__treatment"
    ).get(pk=planned_id)
    point = row.patient.contact_points.get(channel="sms")
    at = clock.now()
    message = Composer(rows=[row]).message(row, channel="sms", point=point, at=at)
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


@lru_cache(maxsize=1)
def _client() -> Client:
    client = Client(
        settings.TWILIO_ACCOUNT_SID,
        settings.TWILIO_AUTH_TOKEN,
        http_client=TwilioHttpClient(timeout=settings.TWILIO_TOTAL_SECONDS),
    )
    client.api.base_url = settings.TWILIO_API_URL
    return client

"""A bare Django view that stores one row and does nothing else: what a webhook cannot beat."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import path

from followup.lib import clock
from followup.messaging.models import Inbound


def store(request: HttpRequest) -> HttpResponse:
    """One text, as it came."""
    Inbound.objects.create(
        clinic_id=request.GET["clinic"],
        channel="sms",
        provider="bare",
        provider_id=uuid.uuid4().hex,
        sender=request.POST["From"],
        sender_index="0" * 32,
        recipient=request.POST["To"],
        body=request.POST["Body"],
        received_at=clock.now(),
    )
    return HttpResponse("<Response/>", content_type="text/xml")


urlpatterns = [path("twilio/inbound", store)]

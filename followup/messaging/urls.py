"""The addresses for machines, and the page behind an email's unsubscribe link."""

from django.urls import path

from followup.messaging import unsubscribe, webhooks

urlpatterns = [
    path("twilio/status/<uuid:public_id>", webhooks.twilio_status, name="twilio_status"),
    path("twilio/inbound", webhooks.twilio_inbound, name="twilio_inbound"),
    path("anymail/<slug:provider>/<slug:door>/", webhooks.email_events, name="email_events"),
    path("u/<str:token>", unsubscribe.unsubscribe, name="unsubscribe"),
]

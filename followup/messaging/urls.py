"""The addresses for machines, and the page behind an email's unsubscribe link."""

from django.urls import path

from followup.messaging import doors, unsubscribe

urlpatterns = [
    *doors.urlpatterns,
    path("u/<str:token>", unsubscribe.unsubscribe, name="unsubscribe"),
]

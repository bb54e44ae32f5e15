"""Messages: the receipt of one."""

from django.urls import path

from followup.web.messages import pages

urlpatterns = [
    path("<int:pk>/receipt", pages.receipt, name="message_receipt"),
]

"""Today, and the lists behind its numbers."""

from django.urls import path

from followup.web.overview import lists, pages

urlpatterns = [
    path("", pages.show, name="overview"),
    path("messages/", lists.messages, name="overview_messages"),
    path("planned/", lists.planned, name="overview_planned"),
]

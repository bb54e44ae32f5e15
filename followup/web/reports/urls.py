"""The reports, and the file of each."""

from django.urls import path

from followup.web.reports import pages

urlpatterns = [
    path("", pages.index, name="reports"),
    path("<slug:slug>/", pages.show, name="report"),
    path("<slug:slug>.csv", pages.download, name="report_csv"),
]

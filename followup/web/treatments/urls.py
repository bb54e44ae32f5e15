"""Treatments: log one, see it, take it back."""

from django.urls import include, path

from followup.web.treatments import pages

urlpatterns = [
    path("imports/", include("followup.web.imports.urls")),
    path("new/", pages.new, name="treatment_new"),
    path("new/patient", pages.patient, name="treatment_patient"),
    path("preview", pages.preview, name="treatment_preview"),
    path("<int:pk>/", pages.show, name="treatment"),
    path("<int:pk>/undo", pages.undo, name="treatment_undo"),
]

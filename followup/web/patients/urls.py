"""Patients: find one, and see and mend what is known of them."""

from django.urls import path

from followup.web.patients import calls, consents, contacts, facts, lists, pages

urlpatterns = [
    path("", lists.index, name="patients"),
    path("all/", lists.browse, name="patients_all"),
    path("to-call/", calls.index, name="calls"),
    path("<int:pk>/", pages.show, name="patient"),
    path("<int:pk>/edit", facts.edit, name="patient_edit"),
    path("<int:pk>/contacts", contacts.create, name="patient_contact"),
    path("<int:pk>/consents", consents.create, name="patient_consent"),
]

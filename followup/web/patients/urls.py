"""Patients: find one, and see and mend what is known of them."""

from django.urls import path

from followup.web.patients import (
    calls,
    consents,
    contacts,
    duplicates,
    erasure,
    facts,
    lists,
    pages,
    taking,
)

urlpatterns = [
    path("", lists.index, name="patients"),
    path("all/", lists.browse, name="patients_all"),
    path("to-call/", calls.index, name="calls"),
    path("<int:pk>/", pages.show, name="patient"),
    path("<int:pk>/edit", facts.edit, name="patient_edit"),
    path("<int:pk>/duplicates", duplicates.index, name="patient_duplicates"),
    path("<int:pk>/merge", duplicates.merge, name="patient_merge"),
    path("<int:pk>/export", taking.export, name="patient_export"),
    path("<int:pk>/erasure", erasure.show, name="patient_erasure"),
    path("<int:pk>/contacts", contacts.create, name="patient_contact"),
    path("<int:pk>/consents", consents.create, name="patient_consent"),
]

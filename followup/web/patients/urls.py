"""Patients: find one, and see and mend what is known of them."""

from django.urls import path

from followup.web.patients import consents, contacts, pages

urlpatterns = [
    path("", pages.index, name="patients"),
    path("<int:pk>/", pages.show, name="patient"),
    path("<int:pk>/contacts", contacts.create, name="patient_contact"),
    path("<int:pk>/consents", consents.create, name="patient_consent"),
]

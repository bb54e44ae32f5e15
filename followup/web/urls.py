"""The staff's pages, by resource; who may enter which is in access.py."""

from django.urls import path
from django.views.generic import RedirectView

from followup.web import (
    consents,
    contacts,
    health,
    items,
    metrics,
    patients,
    photos,
    resolutions,
    review,
    treatments,
)

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="review"), name="home"),
    path("review/", review.index, name="review"),
    path("review/list/", review.newer, name="review_list"),
    path("review/<int:pk>/", items.show, name="item"),
    path("review/<int:pk>/news", items.news, name="item_news"),
    path("review/<int:pk>/opening", items.opening, name="item_opening"),
    path("review/<int:pk>/resolution", resolutions.create, name="item_resolution"),
    path("review/<int:pk>/resolution/undo", resolutions.undo, name="item_resolution_undo"),
    path("treatments/new/", treatments.new, name="treatment_new"),
    path("treatments/new/patient", treatments.patient, name="treatment_patient"),
    path("treatments/preview", treatments.preview, name="treatment_preview"),
    path("treatments/<int:pk>/", treatments.show, name="treatment"),
    path("treatments/<int:pk>/undo", treatments.undo, name="treatment_undo"),
    path("patients/", patients.index, name="patients"),
    path("patients/<int:pk>/", patients.show, name="patient"),
    path("patients/<int:pk>/contacts", contacts.create, name="patient_contact"),
    path("patients/<int:pk>/consents", consents.create, name="patient_consent"),
    path("contacts/<int:pk>/mending", contacts.mend, name="contact_mending"),
    path("photos/<int:pk>/", photos.show, name="photo"),
    path("health", health.show, name="health"),
    path("metrics", metrics.show, name="metrics"),
    path("health/live", health.live, name="health_live"),
    path("robots.txt", health.robots, name="robots"),
]

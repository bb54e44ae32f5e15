"""The staff's pages, by resource; who may enter which is in access.py."""

from django.urls import include, path
from django.views.generic import RedirectView

from followup.web import languages
from followup.web.patients import contacts, photos, planned
from followup.web.watch import health, metrics

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="review"), name="home"),
    path("review/", include("followup.web.review.urls")),
    path("treatments/", include("followup.web.treatments.urls")),
    path("patients/", include("followup.web.patients.urls")),
    path("protocols/", include("followup.web.protocols.urls")),
    path("messages/", include("followup.web.messages.urls")),
    path("overview/", include("followup.web.overview.urls")),
    path("reports/", include("followup.web.reports.urls")),
    path("templates/", include("followup.web.wording.urls")),
    path("contacts/<int:pk>/mending", contacts.mend, name="contact_mending"),
    path("planned/<int:pk>/skip", planned.skip, name="planned_skip"),
    path("planned/<int:pk>/move", planned.move, name="planned_move"),
    path("planned/<int:pk>/send-now", planned.send_now, name="planned_send_now"),
    path("planned/<int:pk>/undo", planned.undo, name="planned_undo"),
    path("photos/<int:pk>/", photos.show, name="photo"),
    path("settings/", include("followup.web.settings.urls")),
    path("language", languages.choose, name="language"),
    path("a/", include("followup.web.answer.urls")),
    path("health", health.show, name="health"),
    path("health/live", health.live, name="health_live"),
    path("metrics", metrics.show, name="metrics"),
    path("robots.txt", health.robots, name="robots"),
]

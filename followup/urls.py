"""Every address of the site: composition only."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("followup.web.urls")),
    path("", include("followup.messaging.urls")),
    path("accounts/", include("allauth.urls")),
]
if settings.SANDBOX:
    urlpatterns.append(path("", include("followup.sandbox.urls")))

handler400 = "followup.web.errors.bad_request"
handler403 = "followup.web.errors.forbidden"
handler404 = "followup.web.errors.not_found"
handler500 = "followup.web.errors.failed"

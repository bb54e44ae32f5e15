"""What people see when something is wrong: what it means for them, and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form that did not come from our own page, or was open too long (CSRF)."""
    return _page(
        request,
        403,
        _("This page was open too long"),
        _("Nothing was saved. Go back, load the page again, and send it once more."),
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        400,
        _("This request cannot be read"),
        _("Nothing was saved. Go back and try again from the page that you came from."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        403,
        _("Your role does not include this"),
        _("Nothing was changed. Ask an administrator of your clinic if you need it for your work."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return _page(
        request,
        404,
        _("There is no such page"),
        _("It may have been moved, or it belongs to another clinic. Begin again from the top."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Rendered without the session: the database may be what failed."""
    return render(request, "web/500.html", status=500)


def _page(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    return render(request, "web/error.html", {"title": title, "words": words}, status=status)

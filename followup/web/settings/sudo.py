"""Asks once more who sits there, before what could lock others out or let them in."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from allauth.account.decorators import reauthentication_required
from django.http import HttpResponse

from followup.web.requests import StaffRequest

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponse]


def sure(view: View[P]) -> View[P]:
    """Whatever the method: the password, or the second factor, within the last 15 minutes."""
    return cast("View[P]", reauthentication_required(view))


def sure_to_change(view: View[P]) -> View[P]:
    """The same, but looking is free."""
    return cast("View[P]", reauthentication_required(allow_get=True)(view))

"""Staff: who works here, inviting somebody, another role, and who has left."""

from collections.abc import Callable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from followup.clinic import staffing
from followup.clinic.models import Staff
from followup.clinic.staffing import StaffError
from followup.lib import clock
from followup.replies import leaving
from followup.web.requests import StaffRequest
from followup.web.settings import invitations, menu
from followup.web.settings.staff_forms import InvitationForm, MemberForm
from followup.web.settings.sudo import sure, sure_to_change

_ROUTE = "settings_staff"


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Everybody, those who have left last."""
    people = Staff.objects.visible_to(request.user).order_by("-is_active", "name", "pk")
    protected = set(Authenticator.objects.filter(user__in=people).values_list("user", flat=True))
    lines = [(person, person.pk in protected) for person in people]
    return render(
        request, "web/settings/settings_staff.html", menu.page(request.user, _ROUTE, lines=lines)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sure_to_change
def invite(request: StaffRequest) -> HttpResponse:
    """Somebody new; the link to set a password goes to their mailbox."""
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            staff = staffing.invite(
                clinic=request.user.clinic, **form.cleaned_data, at=clock.now(), by=request.user
            )
        except StaffError as refusal:
            form.add_error("email", str(refusal))
        else:
            _send(request, staff)
            return redirect(_ROUTE)
    context = menu.page(request.user, _ROUTE, form=form)
    return render(request, "web/settings/invite.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def member(request: StaffRequest, pk: int) -> HttpResponse:
    """One person: their name, role and phone."""
    staff = _staff(request, pk)
    if request.method == "POST":
        return _change(request, staff)
    return _page(request, staff, MemberForm(staff=staff))


@require_POST
def invite_again(request: StaffRequest, pk: int) -> HttpResponse:
    """The link once more, to somebody who has not set a password yet."""
    return _done(request, _staff(request, pk), _invited_again)


@require_POST
def leave(request: StaffRequest, pk: int) -> HttpResponse:
    """They have left: they cannot sign in any more."""
    return _done(request, _staff(request, pk), _left)


@require_POST
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """They work here again."""
    return _done(request, _staff(request, pk), _taken_back)


@require_POST
def remove_factor(request: StaffRequest, pk: int) -> HttpResponse:
    """They lost their second factor, and somebody has made sure that it is they who say so."""
    return _done(request, _staff(request, pk), _factor_removed)


@sure
def _done(
    request: StaffRequest, staff: Staff, act: Callable[[StaffRequest, Staff, datetime], None]
) -> HttpResponse:
    try:
        act(request, staff, clock.now())
    except StaffError as refusal:
        messages.error(request, str(refusal))
    return redirect("staff_member", staff.pk)


@sure
def _change(request: StaffRequest, staff: Staff) -> HttpResponse:
    form = MemberForm(request.POST, staff=staff)
    if not form.is_valid():
        return _page(request, staff, form)
    told = form.cleaned_data
    try:
        staffing.change(
            staff=staff,
            name=told["name"],
            role=told["role"],
            number=told["phone"],
            at=clock.now(),
            by=request.user,
        )
    except StaffError as refusal:
        form.add_error("role", str(refusal))
        return _page(request, staff, form)
    messages.success(request, _("Saved."))
    return redirect(_ROUTE)


def _invited_again(request: StaffRequest, staff: Staff, at: datetime) -> None:
    staffing.invite_again(staff=staff, at=at, by=request.user)
    _send(request, staff)


def _left(request: StaffRequest, staff: Staff, at: datetime) -> None:
    returned = leaving.leave(staff=staff, at=at, by=request.user)
    told = _("%(name)s cannot sign in any more.") % {"name": staff.name}
    if returned:
        told += " " + ngettext(
            "%(n)d item of theirs is on the list again.",
            "%(n)d items of theirs are on the list again.",
            returned,
        ) % {"n": returned}
    messages.success(request, told)


def _taken_back(request: StaffRequest, staff: Staff, at: datetime) -> None:
    staffing.take_back(staff=staff, at=at, by=request.user)
    staff.refresh_from_db()
    _send(request, staff)


def _factor_removed(request: StaffRequest, staff: Staff, at: datetime) -> None:
    Authenticator.objects.filter(user=staff).delete()
    staffing.note_factor_removed(staff=staff, at=at, by=request.user)
    messages.success(
        request, _("They sign in with their password alone until they set up another.")
    )


def _send(request: StaffRequest, staff: Staff) -> None:
    if invitations.send(staff=staff, by=request.user):
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": staff.email}
        )
    else:
        messages.error(
            request,
            _("The email to %(email)s could not be sent. Check the mailbox, then invite again.")
            % {"email": staff.email},
        )


def _page(request: StaffRequest, staff: Staff, form: MemberForm) -> HttpResponse:
    context = menu.page(
        request.user,
        _ROUTE,
        form=form,
        member=staff,
        is_set_up=staff.has_usable_password(),
        has_factor=Authenticator.objects.filter(user=staff).exists(),
        patients=staff.patients.count(),
    )
    return render(request, "web/settings/member.html", context)


def _staff(request: StaffRequest, pk: int) -> Staff:
    visible = Staff.objects.visible_to(request.user).select_related("clinic")
    return get_object_or_404(visible, pk=pk)

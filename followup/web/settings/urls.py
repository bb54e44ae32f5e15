"""The settings: what an admin decides for the clinic."""

from django.urls import path

from followup.web.settings import (
    audit,
    hours,
    index,
    keeping,
    on_call,
    pages,
    sending,
    staff,
    vocabulary,
)

urlpatterns = [
    path("", index.show, name="settings"),
    path("clinic/", pages.clinic, name="settings_clinic"),
    path("hours/", hours.week, name="settings_hours"),
    path("hours/preview", hours.preview, name="settings_hours_preview"),
    path("closed-days/", hours.close, name="settings_closed_days"),
    path("closed-days/<int:pk>/opening", hours.reopen, name="closed_day_opening"),
    path("messages/", pages.messaging, name="settings_messages"),
    path("vocabulary/", vocabulary.page, name="settings_vocabulary"),
    path("sending/", sending.page, name="settings_sending"),
    path("sending/checks", sending.check, name="settings_checks"),
    path("sending/test", sending.test, name="settings_test"),
    path("sending/tests", sending.news, name="settings_tests"),
    path("on-call/", on_call.page, name="settings_on_call"),
    path("on-call/test", on_call.test, name="settings_on_call_test"),
    path("on-call/line", on_call.add, name="settings_on_call_add"),
    path("on-call/<int:pk>", on_call.arrange, name="staff_on_call"),
    path("staff/", staff.index, name="settings_staff"),
    path("staff/invitation", staff.invite, name="staff_invite"),
    path("staff/<int:pk>/", staff.member, name="staff_member"),
    path("staff/<int:pk>/invitation", staff.invite_again, name="staff_invitation"),
    path("staff/<int:pk>/leaving", staff.leave, name="staff_leaving"),
    path("staff/<int:pk>/return", staff.take_back, name="staff_return"),
    path("staff/<int:pk>/factor", staff.remove_factor, name="staff_factor"),
    path("signing-in/", pages.signing_in, name="settings_signing_in"),
    path("keeping/", keeping.page, name="settings_keeping"),
    path("keeping/preview", keeping.preview, name="settings_keeping_preview"),
    path("audit/", audit.show, name="settings_audit"),
    path("audit.csv", audit.export, name="settings_audit_csv"),
    path("changes/<int:pk>/undo", pages.undo, name="change_undo"),
]

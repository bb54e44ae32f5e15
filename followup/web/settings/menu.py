"""The sections of the settings, and who finds which in the list beside them."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from followup.clinic.models import Staff
from followup.web.access import may_enter


@dataclass(frozen=True, slots=True)
class Section:
    """One page: its route, its title, and what it is for."""

    route: str
    title: str | Promise
    lead: str | Promise


SECTIONS = (
    Section("settings_clinic", _("Clinic"), _("Name, number, time zone, consent")),
    Section("settings_hours", _("Hours and closed days"), _("When messages may go out")),
    Section("settings_messages", _("Messages"), _("How many, how neutral, who answers STOP")),
    Section(
        "settings_vocabulary",
        _("Words for the reader"),
        _("What patients say that the reader should know"),
    ),
    Section("settings_sending", _("Sending"), _("Number and mailbox, checks, a test")),
    Section("settings_on_call", _("On call"), _("Who is told of an urgent reply, in which order")),
    Section("settings_staff", _("Staff"), _("Invite people, their roles, who has left")),
    Section("settings_signing_in", _("Signing in"), _("Whether everybody needs a second factor")),
    Section("settings_keeping", _("Keeping and erasing"), _("How long words and photos are kept")),
    Section("settings_audit", _("Audit log"), _("Who did or saw what, and when")),
)


def page(staff: Staff, here: str, **more: Any) -> dict[str, Any]:
    """Context of a page of the settings: its section, and the list of all beside it."""
    return {
        "sections": sections_of(staff, here),
        "section": next(section for section in SECTIONS if section.route == here),
        **more,
    }


def sections_of(staff: Staff, here: str = "") -> list[dict[str, Any]]:
    """Those that their role may enter."""
    return [
        {
            "href": reverse(section.route),
            "title": section.title,
            "lead": section.lead,
            "here": section.route == here,
        }
        for section in SECTIONS
        if may_enter(staff, section.route)
    ]

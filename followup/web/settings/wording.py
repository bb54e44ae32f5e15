"""The clinic's decisions in words: their names, and their values as a person says them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from followup.clinic.models import OptOutReply, WindowSet
from followup.web.settings.week import week_words

NAMES: Mapping[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Number to call"),
    "time_zone": gettext_lazy("Time zone"),
    "consent_wording": gettext_lazy("Consent wording"),
    "window_set": gettext_lazy("Hours for messages"),
    "own_hours": gettext_lazy("Own hours"),
    "cap_per_day": gettext_lazy("Most a day"),
    "cap_per_week": gettext_lazy("Most a week"),
    "neutral_words": gettext_lazy("Neutral texts"),
    "opt_out_reply": gettext_lazy("Who answers STOP"),
    "alert_minutes": gettext_lazy("Minutes until the next is told"),
    "sms_number": gettext_lazy("Texts come from"),
    "messaging_service": gettext_lazy("Messaging service"),
    "email_from": gettext_lazy("Emails come from"),
    "second_factor_required": gettext_lazy("Second factor for everybody"),
    "weekly_digest": gettext_lazy("Weekly figures for admins"),
    "words_kept_months": gettext_lazy("Words are kept"),
    "photos_kept_months": gettext_lazy("Photos are kept"),
    "patients_kept_months": gettext_lazy("Patients are kept"),
}
_SETS: Mapping[str, str | Promise] = {
    WindowSet.SHIPPED: gettext_lazy("the usual ones"),
    WindowSet.STRICT: gettext_lazy("the narrowest"),
    WindowSet.OWN: gettext_lazy("the clinic's own"),
    OptOutReply.PROVIDER: gettext_lazy("the provider"),
    OptOutReply.CLINIC: gettext_lazy("Followup"),
}
_LONG = 60


@dataclass(frozen=True, slots=True)
class Changed:
    """One value of one change."""

    name: str
    old: str
    new: str


def changed_words(changed: Mapping[str, list[Any]]) -> list[Changed]:
    """Each value that a change touched."""
    return [
        Changed(str(NAMES.get(name, name)), spoken(name, old), spoken(name, new))
        for name, (old, new) in changed.items()
    ]


def spoken(name: str, value: Any) -> str:
    """One value as a person says it."""
    if name == "own_hours":
        return week_words(value) or _("none")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name.endswith("_months"):
        return _months(value)
    if value in {None, ""}:
        return _("none")
    if value in _SETS:
        return str(_SETS[value])
    return Truncator(formats.localize(value)).chars(_LONG)


def _months(months: int | None) -> str:
    if months is None:
        return _("until erased by hand")
    if months % 12 == 0:
        years = months // 12
        return ngettext("%(years)d year", "%(years)d years", years) % {"years": years}
    return ngettext("%(months)d month", "%(months)d months", months) % {"months": months}

"""Lines of the audit log as a person reads them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from followup.clinic.models import AuditEvent, Role, Staff
from followup.web import moments
from followup.web.settings.wording import changed_words

_VIEWED: Mapping[str, str | Promise] = {
    "patient": gettext_lazy("Looked at the patient"),
    "patients": gettext_lazy("Looked at the list of patients"),
    "item": gettext_lazy("Looked at a line of the list"),
    "review_item": gettext_lazy("Looked at a line of the list"),
    "review": gettext_lazy("Looked at the list"),
    "photo": gettext_lazy("Looked at a photo"),
    "message": gettext_lazy("Looked at a message"),
    "audit": gettext_lazy("Looked at the audit log"),
}
_DONE: Mapping[str, str | Promise] = {
    "founded": gettext_lazy("Founded the clinic"),
    "policy.changed": gettext_lazy("Changed the settings"),
    "closed_day.added": gettext_lazy("Closed a day"),
    "closed_day.removed": gettext_lazy("Opened a closed day"),
    "on_call.changed": gettext_lazy("Changed who is on call"),
    "staff.invited": gettext_lazy("Invited somebody"),
    "staff.invited_again": gettext_lazy("Invited somebody again"),
    "staff.changed": gettext_lazy("Changed a member of staff"),
    "staff.ended": gettext_lazy("Closed an account"),
    "staff.taken_back": gettext_lazy("Opened an account again"),
    "staff.factor_removed": gettext_lazy("Removed a lost second factor"),
    "staff.language": gettext_lazy("Chose a language"),
    "vocabulary published": gettext_lazy("Changed the words for the reader"),
    "words.erased": gettext_lazy("Erased old words and photos"),
    "exported": gettext_lazy("Exported"),
    "tested": gettext_lazy("Sent a test"),
    "treatment.logged": gettext_lazy("Logged a treatment"),
    "treatment.undone": gettext_lazy("Took a treatment back"),
    "treatment.booked": gettext_lazy("Wrote down the next visit"),
    "treatments.imported": gettext_lazy("Imported treatments"),
    "import.undone": gettext_lazy("Took an import back"),
    "contact_added": gettext_lazy("Added a phone or email"),
    "contact_mended": gettext_lazy("Used a phone or email again"),
    "consent_granted": gettext_lazy("Wrote down consent"),
    "opted_out": gettext_lazy("Wrote down that they want no messages"),
    "opted_in": gettext_lazy("Wrote down that they want messages again"),
    "patient_changed": gettext_lazy("Changed the patient"),
    "opened": gettext_lazy("Took a line of the list"),
    "assigned": gettext_lazy("Gave a line of the list to somebody"),
    "snoozed": gettext_lazy("Snoozed a line of the list"),
    "woken": gettext_lazy("Woke a line of the list"),
    "resolved": gettext_lazy("Dealt with a line of the list"),
    "reopened": gettext_lazy("Opened a line of the list again"),
    "replied": gettext_lazy("Wrote to the patient"),
    "scheduled": gettext_lazy("Planned a message by hand"),
    "noted": gettext_lazy("Wrote a note"),
    "corrected": gettext_lazy("Corrected a reading"),
    "published": gettext_lazy("Published words or a protocol"),
    "protocols.assigned": gettext_lazy("Chose which protocol is used"),
}
_DETAILS: Mapping[str, str | Promise] = {
    "role": gettext_lazy("role"),
    "phone": gettext_lazy("phone"),
    "name": gettext_lazy("name"),
    "day": gettext_lazy("day"),
    "done": pgettext_lazy("what was done", "done"),
}


def act(event: AuditEvent) -> str:
    """What was done, as a sentence without its subject."""
    if event.act == "viewed":
        return str(_VIEWED.get(event.subject) or _("Looked at: %s") % _plain(event.subject))
    return str(_DONE.get(event.act) or _plain(event.act).capitalize())


def details(event: AuditEvent, names: Mapping[int, str]) -> list[str]:
    """From what to what, and what else is known; `names` are those of the staff."""
    known = dict(event.details or {})
    said = [_who(event, names)] if event.subject == "staff" else []
    if event.act == "on_call.changed":
        return [_line(known.get("from", ()), known.get("to", ()), names)]
    changed = known.pop("changed", None)
    if isinstance(changed, dict):
        said += [
            f"{_spoken_name(each.name)}: {each.old} → {each.new}" for each in changed_words(changed)
        ]
    said += [_detail(name, value) for name, value in known.items() if value not in (None, "", [])]
    return [words for words in said if words]


def _spoken_name(name: str) -> str:
    return str(_DETAILS.get(name, name))


def _detail(name: str, value: Any) -> str:
    if name == "day":
        return moments.weekday(date.fromisoformat(value))
    if name == "role":
        value = Role(value).label if value in Role.values else value
    if isinstance(value, dict | list):
        return f"{_plain(name)}: {len(value)}"
    return f"{_DETAILS.get(name, _plain(name))}: {value}"


def _line(before: list[int], behind: list[int], names: Mapping[int, str]) -> str:
    old, new = (
        ", ".join(names.get(pk, str(pk)) for pk in line) or _("nobody") for line in (before, behind)
    )
    return f"{old} → {new}"


def _who(event: AuditEvent, names: Mapping[int, str]) -> str:
    return names.get(event.subject_id or 0, "")


def _plain(name: str) -> str:
    return name.replace("_", " ").replace(".", " ")


def staff_names(staff: Staff) -> dict[int, str]:
    """The names of the colleagues, those who have left included."""
    return dict(Staff.objects.visible_to(staff).values_list("pk", "name"))

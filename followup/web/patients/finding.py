"""Find a patient of one's own clinic: by name, number or address, or since they were just in."""

from django.db.models import QuerySet

from followup.care.models import Treatment
from followup.clinic import contacts, names
from followup.clinic.contacts import ContactError
from followup.clinic.models import Channel, Patient, Staff
from followup.clinic.phone import PhoneError

MOST = 20
# The newest of these are shown, each patient once.
_TREATMENTS = 100


def found(*, staff: Staff, text: str) -> list[Patient]:
    """At most twenty; the beginnings of names, or a whole number or address."""
    own = shown(staff)
    by_contact = own.filter(pk__in=[patient.pk for patient in _reached_at(staff, text)])
    patients = names.search(queryset=own, text=text) | by_contact
    return list(patients.distinct().prefetch_related("contact_points").order_by("-pk")[:MOST])


def recent(*, staff: Staff) -> list[Patient]:
    """At most twenty: whoever was treated last stands first."""
    treated = Treatment.objects.visible_to(staff).filter(undone_at__isnull=True)
    newest = treated.order_by("-treated_at", "-pk").values_list("patient", flat=True)
    ids = list(dict.fromkeys(newest[:_TREATMENTS]))[:MOST]
    patients = shown(staff).prefetch_related("contact_points").in_bulk(ids)
    return [patients[pk] for pk in ids if pk in patients]


def shown(staff: Staff) -> QuerySet[Patient]:
    """Who is there to be seen: no duplicates, and nobody who was erased."""
    rows: QuerySet[Patient] = Patient.objects.visible_to(staff)
    return rows.filter(merged_into__isnull=True, erased_at__isnull=True)


def _reached_at(staff: Staff, text: str) -> list[Patient]:
    channel = Channel.EMAIL if "@" in text else Channel.SMS
    try:
        value = contacts.normal(channel=channel, value=text, country=staff.clinic.country)
    except (PhoneError, ContactError):
        return []
    index = contacts.index_of(channel, value)
    return contacts.of_index(clinic_id=staff.clinic_id, channel=channel, index=index)

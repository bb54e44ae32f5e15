"""Finds out whose words an inbound holds, and which round of questions they answer.

A letter is bound by what it answers, a text by the number that it came from. Where that leaves
two people, nothing is guessed: a score under the wrong name is worse than a question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F
from django.db.models.functions import Coalesce

from followup.care.models import CheckIn, CheckInState, FollowUp, Treatment
from followup.clinic import contacts, names
from followup.clinic.models import Channel, Patient
from followup.messaging import inbound_email
from followup.messaging.models import Inbound, Message, Status

# Half of all answers come within the half hour, all within a day; what comes later than this
# is not an answer to anything that was asked.
_ANSWERS_WITHIN = timedelta(days=7)
# Two people on one phone who were both written to so recently: either may be answering.
_TOO_CLOSE = timedelta(hours=36)
_SHORT = 400
# Answered on the page behind a link, which leads to one message on either channel.
BY_LINK = "page"
_I_AM = frozenset("is its it s am im soy es for de para".split())


class Doubt(StrEnum):
    """Why it is not certain whose words these are."""

    NONE = ""
    STRANGER = "stranger"
    SHARED = "shared"
    OTHER_MAILBOX = "other_mailbox"


@dataclass(frozen=True, slots=True)
class Bound:
    """Whose words, and what they may answer: rounds of questions, the likeliest first.

    Without a patient the round only tells how to read the words.
    """

    patient: Patient | None
    check_ins: tuple[CheckIn, ...] = ()
    follow_up: FollowUp | None = None
    doubt: Doubt = Doubt.NONE
    # Everybody who is reached there, where it is not clear who wrote.
    candidates: tuple[Patient, ...] = ()


def bind(*, inbound: Inbound) -> Bound:
    """Whose words these are. The patients' rows are locked: texts in a row are read in turn."""
    if inbound.channel == Channel.EMAIL or inbound.provider == BY_LINK:
        answered = inbound_email.answered_message(inbound)
        if answered is not None and (writers := _locked([answered.patient_id])):
            return _to_letter(inbound, answered, writers[0])
    patients = _locked(
        patient.pk
        for patient in contacts.of_index(
            clinic_id=inbound.clinic_id, channel=inbound.channel, index=inbound.sender_index
        )
    )
    if not patients:
        return Bound(None, doubt=Doubt.STRANGER)
    writer = patients[0] if len(patients) == 1 else _writer(inbound, patients)
    if writer is None:
        # What was asked tells how to read it, not whose it is.
        asked = _open(inbound, [patient.pk for patient in patients])
        return Bound(None, tuple(asked[:1]), doubt=Doubt.SHARED, candidates=tuple(patients))
    return _to_patient(inbound, writer)


def our_words(*, inbound: Inbound, patients: Sequence[Patient]) -> list[str]:
    """What we last wrote there: where a reply quotes it, it must not be read as the patient's."""
    ids = [patient.pk for patient in patients]
    sent = Message.objects.filter(patient__in=ids, channel=inbound.channel)
    return list(sent.order_by("-created_at").values_list("body", flat=True)[:6])


def _locked(ids: Iterable[int | None]) -> list[Patient]:
    rows = Patient.objects.select_for_update(no_key=True, of=("self",)).select_related("clinic")
    # Nobody is known any more by a number whose record was erased.
    return list(rows.filter(pk__in=list(ids), erased_at__isnull=True).order_by("pk"))


def _to_letter(inbound: Inbound, answered: Message, patient: Patient) -> Bound:
    mine = inbound_email.is_from_the_addressee(inbound)
    doubt = Doubt.NONE if mine else Doubt.OTHER_MAILBOX
    others = _open(inbound, [patient.pk])
    first = [answered.check_in] if answered.check_in else []
    check_ins = (*first, *(other for other in others if other not in first))
    follow_up = answered.follow_up or _follow_up(inbound, patient)
    return Bound(patient, check_ins, follow_up, doubt)


def _to_patient(inbound: Inbound, patient: Patient) -> Bound:
    waiting = _open(inbound, [patient.pk])
    check_ins = waiting or _asked(inbound, [patient.pk])[:1]
    follow_up = check_ins[0].follow_up if check_ins else _follow_up(inbound, patient)
    return Bound(patient, tuple(check_ins), follow_up)


def _writer(inbound: Inbound, patients: Sequence[Patient]) -> Patient | None:
    """Who of those that share a phone is answering; None where two may be."""
    named = _named(inbound, patients)
    if len(named) == 1:
        return named[0]
    ids = [patient.pk for patient in patients]
    asked = {check_in.patient_id for check_in in _open(inbound, ids)}
    if not asked:
        asked = _last_written_to(inbound, ids)
    return next((p for p in patients if {p.pk} == asked), None)


def _named(inbound: Inbound, patients: Sequence[Patient]) -> list[Patient]:
    """Those who say their name: "Hank: 4", "this is Lupe, 3 no", "4 - Hank"."""
    words = names.plain(inbound.body[:_SHORT]).split()
    places = {0, len(words) - 1} | {n + 1 for n, word in enumerate(words) if word in _I_AM}
    said = {words[n] for n in places if 0 <= n < len(words)}
    return [patient for patient in patients if names.plain(patient.first_name) in said]


def _open(inbound: Inbound, patient_ids: Sequence[int]) -> list[CheckIn]:
    """Those with a question that waits, the newest asked first."""
    return [check_in for check_in in _asked(inbound, patient_ids) if check_in.awaiting]


def _asked(inbound: Inbound, patient_ids: Sequence[int]) -> list[CheckIn]:
    rows = (
        CheckIn.objects.filter(patient__in=patient_ids, clinic=inbound.clinic_id)
        .alias(last=Coalesce("nudged_at", "asked_at", F("opened_at")))
        .filter(last__gt=inbound.received_at - _ANSWERS_WITHIN)
        .exclude(follow_up__treatment__undone_at__isnull=False)
        .select_related("planned__step", "follow_up__treatment")
    )
    return list(rows.order_by("-last", "-pk"))


def _last_written_to(inbound: Inbound, patient_ids: Sequence[int]) -> set[int]:
    """Whom we wrote to at that number last, with everybody written to shortly before that."""
    sent = Message.objects.filter(
        patient__in=patient_ids, to_index=inbound.sender_index, created_at__lte=inbound.received_at
    ).exclude(status=Status.FAILED)
    last = sent.order_by("-created_at").values_list("created_at", flat=True).first()
    if last is None:
        return set()
    return set(sent.filter(created_at__gt=last - _TOO_CLOSE).values_list("patient", flat=True))


def _follow_up(inbound: Inbound, patient: Patient) -> FollowUp | None:
    """The one of the newest treatment before they wrote."""
    rows = FollowUp.objects.filter(
        patient=patient,
        treatment__undone_at__isnull=True,
        treatment__treated_at__lte=inbound.received_at,
    )
    found: FollowUp | None = (
        rows.select_related("treatment").order_by("-treatment__treated_at").first()
    )
    return found


def hours_after(*, treatment: Treatment | None, at: datetime) -> float | None:
    """Hours since needling; None where no treatment is known."""
    if treatment is None:
        return None
    return max(0.0, (at - treatment.treated_at).total_seconds() / 3600)


def is_over(check_in: CheckIn) -> bool:
    """Whether nothing more is to be asked in it."""
    return check_in.state == CheckInState.CLOSED or not check_in.awaiting

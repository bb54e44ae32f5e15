"""STOP, START and HELP, heeded in the transaction that stores them and before all else.

Who said STOP is written to no more, and gets one confirmation at most: the provider's own filter
sends it for the words that it knows, we send it for the rest (47 CFR 64.1200(a)(10) and (12)).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

import structlog
from django.db import connection, transaction
from django.db.models import QuerySet

from followup.care import planning
from followup.clinic import audit, consent
from followup.clinic.models import (
    Channel,
    Clinic,
    Consent,
    ContactPoint,
    Language,
    OptOutReply,
    Patient,
    Staff,
)
from followup.messaging import keywords, outbox
from followup.messaging.keywords import Keyword
from followup.messaging.models import Inbound, Message, MessageKind, Status
from followup.messaging.render import TemplateError

log = structlog.get_logger(__name__)

_REASON = "opted_out"
# A confirmation within five minutes is presumed to be part of the request (64.1200(a)(12)).
_CONFIRM_WITHIN = timedelta(minutes=5)
_HELP_AGAIN_AFTER = timedelta(minutes=5)
# What still goes: the confirmation, what a patient urgently needs to know, and word to staff.
_STILL_GO = (MessageKind.OPT_OUT, MessageKind.SAFETY_TEXT, MessageKind.ALERT)
# An answer to "any bruising?" that providers also take for START.
_YES = frozenset({"yes", "y", "yes.", "yes!", "si", "sí", "s", "yep", "yeah"})


@dataclass(frozen=True, slots=True)
class OptOut:
    """Everybody whom it concerns, and whether any of them had not said so before."""

    patients: tuple[Patient, ...]
    changed: bool


class _Contact(TypedDict):
    clinic: Clinic
    channel: str
    index: str


def keyword_of(*, said_by_provider: str, words: str) -> Keyword | None:
    """The keyword that a message is; where the provider's filter took it for one, that counts.

    But a "yes" that the provider takes for START is an answer to us, and no consent.
    """
    if said_by_provider == "START" and words.strip().casefold() in _YES:
        return None
    return Keyword(said_by_provider.lower()) if said_by_provider else keywords.match(words)


def heed(*, inbound: Inbound, keyword: Keyword, at: datetime) -> None:
    """Do what a keyword asks for; call it in the transaction that stored the message."""
    _one_at_a_time(inbound)
    _ACTS[keyword](inbound, at)


def opt_out(*, clinic: Clinic, channel: str, index: str, at: datetime, how: str) -> OptOut:
    """Write no more to whoever is reached there: consent, planned and queued messages end."""
    with transaction.atomic():
        patients = _locked(clinic_id=clinic.pk, channel=channel, index=index)
        changed = _revoke(patients, channel=channel, at=at, how=how)
        queued = Message.objects.filter(clinic=clinic, channel=channel, to_index=index)
        _fail_queued(queued, at=at)
        _cancel_planned(patients, channel=channel, at=at)
        return OptOut(tuple(patients), changed)


def opt_out_patient(
    *, patient: Patient, channel: str, at: datetime, how: str, by: Staff | None = None
) -> OptOut:
    """The same for one patient, whoever else is reached at the same address.

    `by`: who wrote it down, where the patient told a person.
    """
    with transaction.atomic():
        locked = list(Patient.objects.select_for_update().filter(pk=patient.pk))
        changed = _revoke(locked, channel=channel, at=at, how=how, by=by)
        queued = Message.objects.filter(patient=patient, channel=channel)
        _fail_queued(queued, at=at)
        _cancel_planned(locked, channel=channel, at=at)
        return OptOut(tuple(locked), changed)


def opt_in(*, clinic: Clinic, channel: str, index: str, at: datetime, how: str) -> OptOut:
    """Undo what the patients themselves had said; what staff or a form refused stays refused."""
    with transaction.atomic():
        patients = _locked(clinic_id=clinic.pk, channel=channel, index=index)
        lines = consent.newest_lines(patient_ids=_ids(patients), channel=channel)
        back = [p for p in patients if p.pk in lines and _was_theirs(lines[p.pk])]
        for patient in back:
            consent.grant(patient=patient, channel=channel, at=at, how=how)
            _note("opted_in", patient, channel=channel, how=how, at=at)
        return OptOut(tuple(patients), bool(back))


def _stop(inbound: Inbound, at: datetime) -> None:
    done = opt_out(at=at, how="keyword", **_contact(inbound))
    if done.changed:
        _answer(inbound, MessageKind.OPT_OUT, done.patients, at)


def _start(inbound: Inbound, at: datetime) -> None:
    done = opt_in(at=at, how="keyword", **_contact(inbound))
    if done.changed:
        _answer(inbound, MessageKind.OPT_IN, done.patients, at)


def _help(inbound: Inbound, at: datetime) -> None:
    told = Message.objects.filter(
        clinic=inbound.clinic_id,
        kind=MessageKind.HELP,
        to_index=inbound.sender_index,
        created_at__gt=at - _HELP_AGAIN_AFTER,
    )
    if not told.exists():
        patients = _locked(
            clinic_id=inbound.clinic_id, channel=inbound.channel, index=inbound.sender_index
        )
        _answer(inbound, MessageKind.HELP, patients, at)


_ACTS = {Keyword.STOP: _stop, Keyword.START: _start, Keyword.HELP: _help}


def _contact(inbound: Inbound) -> _Contact:
    return {
        "clinic": inbound.clinic,
        "channel": inbound.channel,
        "index": inbound.sender_index,
    }


def _one_at_a_time(inbound: Inbound) -> None:
    """Until the transaction ends: two STOPs at once must not both be confirmed."""
    key = int(inbound.sender_index[:15], 16)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _locked(*, clinic_id: int, channel: str, index: str) -> list[Patient]:
    """The patients reached there, their rows held: no message to them is added meanwhile.

    FOR UPDATE, since a new message takes a key share of its patient's row.
    """
    reached = ContactPoint.objects.filter(clinic=clinic_id, channel=channel, index=index)
    rows = Patient.objects.filter(clinic=clinic_id, pk__in=reached.values("patient"))
    return list(rows.order_by("pk").select_for_update())


def _revoke(
    patients: Collection[Patient], *, channel: str, at: datetime, how: str, by: Staff | None = None
) -> bool:
    """Whether anybody's consent changed; a second STOP adds no second line."""
    lines = consent.newest_lines(patient_ids=_ids(patients), channel=channel)
    heard = [p for p in patients if p.pk not in lines or lines[p.pk].granted]
    for patient in heard:
        consent.revoke(patient=patient, channel=channel, at=at, how=how, by=by)
        _note("opted_out", patient, channel=channel, how=how, at=at, by=by)
    return bool(heard)


def _cancel_planned(patients: Collection[Patient], *, channel: str, at: datetime) -> None:
    """A STOP by text ends all that is planned; one by email only where no other way is left."""
    ids = _ids(patients)
    if channel == Channel.EMAIL:
        texted = consent.standing(patient_ids=ids, channel=Channel.SMS)
        ids = [pk for pk in ids if not texted[pk]]
    if ids:
        planning.cancel_for_patient(patient_ids=ids, reason=_REASON, at=at)


def _fail_queued(messages: QuerySet[Message], *, at: datetime) -> None:
    waiting = messages.filter(status=Status.QUEUED)
    waiting.exclude(kind__in=_STILL_GO).update(status=Status.FAILED, reason=_REASON, settled_at=at)


def _was_theirs(line: Consent) -> bool:
    return not line.granted and line.how in consent.BY_THE_PATIENT


def _answer(
    inbound: Inbound, kind: MessageKind, patients: Collection[Patient], at: datetime
) -> None:
    """One confirmation while it is due, from the provider's filter or from us, never from both."""
    said_at = inbound.sent_at if inbound.polled and inbound.sent_at else at
    expires_at = said_at + _CONFIRM_WITHIN
    if _provider_answers(inbound) or expires_at <= at:
        return
    known = list(patients)
    try:
        outbox.queue(
            clinic=inbound.clinic,
            kind=kind,
            channel=inbound.channel,
            to=inbound.sender,
            language=known[0].language if known else Language.EN,
            variables={},
            at=at,
            patient=known[0] if len(known) == 1 else None,
            answers=inbound,
            expires_at=expires_at,
        )
    except TemplateError as error:
        # Words that somebody broke must not undo what they confirm.
        log.warning("confirmation_unwritten", clinic=inbound.clinic_id, kind=kind, why=str(error))


def _provider_answers(inbound: Inbound) -> bool:
    if inbound.channel != Channel.SMS:
        return False
    by_filter = inbound.clinic.opt_out_reply == OptOutReply.PROVIDER
    caught = by_filter and keywords.caught_by_provider(inbound.body)
    return bool(inbound.keyword_by_provider) or caught


def _note(
    act: str, patient: Patient, *, channel: str, how: str, at: datetime, by: Staff | None = None
) -> None:
    audit.record(
        clinic_id=patient.clinic_id,
        act=act,
        subject="patient",
        subject_id=patient.pk,
        at=at,
        by=by,
        details={"channel": str(channel), "how": how},
    )


def _ids(patients: Collection[Patient]) -> list[int]:
    return [patient.pk for patient in patients]

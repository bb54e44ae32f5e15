"""Does at once what a reply asks of the system itself: stop, start again, not this number."""

from collections.abc import Collection
from datetime import datetime

import structlog

from followup.clinic import contacts
from followup.clinic.models import Patient
from followup.messaging import optout, outbox
from followup.messaging.models import Inbound, MessageKind
from followup.messaging.render import TemplateError
from followup.replies.reader import Intent, Reading
from followup.replies.triage import Reason

log = structlog.get_logger(__name__)


def heed_wishes(
    *, inbound: Inbound, patient: Patient | None, reading: Reading, is_urgent: bool, at: datetime
) -> list[Reason]:
    """What was done, for the people who read the reply; nothing where nothing was asked.

    Any words count that a reasonable person takes for a wish to stop (47 CFR 64.1200(a)(10)).
    """
    done: list[Reason] = []
    if Intent.OPT_OUT in reading.intents:
        stopped = optout.opt_out(
            clinic=inbound.clinic,
            channel=inbound.channel,
            index=inbound.sender_index,
            at=at,
            how="words",
        )
        done.append(Reason("opted_out", "asked for no more messages: none are sent any more"))
        if stopped.changed and not is_urgent:
            _confirm(MessageKind.OPT_OUT, inbound, patient, at)
    elif Intent.OPT_IN in reading.intents and _start(inbound, patient, at):
        done.append(Reason("opted_in", "asked for messages again: they are sent again"))
    if Intent.WRONG_PERSON in reading.intents:
        done += _not_this_number(inbound, at)
    return done


def heed_missed(*, inbound: Inbound, missed: Collection[Intent], at: datetime) -> None:
    """Do what a person found in a reply later on, without a confirmation so long after it."""
    if Intent.OPT_OUT in missed:
        optout.opt_out(
            clinic=inbound.clinic,
            channel=inbound.channel,
            index=inbound.sender_index,
            at=at,
            how="words",
        )
    if Intent.WRONG_PERSON in missed:
        _not_this_number(inbound, at)


def _start(inbound: Inbound, patient: Patient | None, at: datetime) -> bool:
    started = optout.opt_in(
        clinic=inbound.clinic,
        channel=inbound.channel,
        index=inbound.sender_index,
        at=at,
        how="words",
    )
    if started.changed:
        _confirm(MessageKind.OPT_IN, inbound, patient, at)
    return started.changed


def _not_this_number(inbound: Inbound, at: datetime) -> list[Reason]:
    marked = contacts.mark_unreachable(
        clinic_id=inbound.clinic_id,
        channel=inbound.channel,
        index=inbound.sender_index,
        reason="wrong_person",
        at=at,
    )
    words = "nothing more is sent there until somebody has checked the number"
    return [Reason("held_back", words)] if marked else []


def _confirm(kind: str, inbound: Inbound, patient: Patient | None, at: datetime) -> None:
    try:
        outbox.queue(
            clinic=inbound.clinic,
            kind=kind,
            channel=inbound.channel,
            to=inbound.sender,
            language=patient.language if patient else "en",
            variables={},
            at=at,
            patient=patient,
            answers=inbound,
        )
    except TemplateError as error:
        # Words that somebody broke must not undo what they confirm.
        log.warning("confirmation_unwritten", clinic=inbound.clinic_id, kind=kind, why=str(error))

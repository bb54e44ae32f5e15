"""A worker claims while follow-ups are replanned: one of the two decides each message."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from followup.care import drafting, publishing, replanning
from followup.care.draft_stops import without
from followup.care.drafting import desk_of
from followup.care.models import PlannedMessage, PlannedState, Protocol
from followup.clinic.models import Clinic, Patient, Staff
from followup.messaging import claim, senders
from followup.messaging.decide import decide
from tests.engine import treated
from tests.messaging.calls import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def _without_aftercare(clinic: Clinic, by: Staff, at: datetime) -> Protocol:
    protocol: Protocol = Protocol.objects.of(clinic).get(slug="knee")
    desk = desk_of(protocol)
    stops = without(desk.stops, "aftercare")
    kept = drafting.keep(protocol=protocol, stops=stops, mark=desk.mark, at=at, by=by)
    publishing.publish_draft(protocol=protocol, mark=kept.mark, at=at, by=by)
    return protocol


def test_what_was_claimed_first_goes_out_and_is_not_taken_back(
    peak: Clinic, hal: Patient, alice: Staff, at: datetime
) -> None:
    treated(hal, at=at)
    protocol = _without_aftercare(peak, alice, at)
    due_at = at + timedelta(hours=1)
    senders.ensure()
    (claimed,) = claim.planned(at=due_at)
    replanning.start(protocol=protocol, at=due_at, by=alice)
    replanning.carry_on(at=due_at)
    (message,) = decide(ids=[claimed], at=due_at)
    assert message.planned_id == claimed
    assert PlannedMessage.objects.get(pk=claimed).state == PlannedState.DONE


def test_what_was_replanned_first_is_not_claimed_and_a_reply_waits_for_its_turn(
    peak: Clinic, hal: Patient, alice: Staff, at: datetime
) -> None:
    treated(hal, at=at)
    protocol = _without_aftercare(peak, alice, at)
    due_at = at + timedelta(hours=1)
    senders.ensure()
    replanning.start(protocol=protocol, at=due_at, by=alice)
    holding = transaction.atomic()
    holding.__enter__()
    Patient.objects.select_for_update(no_key=True).get(pk=hal.pk)

    def go_on() -> bool:
        return replanning.carry_on(at=due_at)

    (went_on,) = at_once(go_on, until_blocked=1, release=lambda: holding.__exit__(None, None, None))
    assert went_on
    assert claim.planned(at=due_at) == []
    aftercare = PlannedMessage.objects.get(kind="aftercare")
    assert (aftercare.state, aftercare.reason) == (PlannedState.CANCELLED, "replanned")
    connection.close()

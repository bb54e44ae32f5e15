"""The figures of the reports, counted over rounds as the product makes them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from followup.care import planning
from followup.care.models import FollowUp
from followup.clinic import consent
from followup.clinic.models import Patient, Staff
from followup.replies import review
from followup.replies.models import ReadingRecord
from followup.reports import catalog
from followup.reports.figures import (
    answers,
    harm,
    opt_outs,
    reader,
    reviewing,
    soreness,
    words_sent,
)
from followup.reports.scope import Scope
from followup.reports.table import Cell, Table
from tests.replies.talk import Talk, item_of


def test_the_answer_rate_leaves_out_rounds_that_are_still_open(
    talk: Talk, ida: Patient, scope: Scope
) -> None:
    treatment = talk.treat(ida)
    talk.ask(treatment)
    talk.says("4, small bruise", hours=26)
    talk.ask(treatment, "day3", hours=72)
    first, third, every = _rows(answers.table(scope))
    assert first == ("day1", 1, 1, 1.0, 0, 0, 0, 2.0)
    assert third[:4] == ("day3", 1, 0, None)
    assert every[1:4] == (2, 1, 1.0)


def test_what_was_taken_back_is_in_no_report(talk: Talk, ida: Patient, scope: Scope) -> None:
    treatment = talk.treat(ida)
    talk.ask(treatment)
    treatment.undone_at = talk.at
    treatment.save()
    assert answers.table(scope).rows == []


def test_soreness_stands_at_the_hours_at_which_it_was_told(
    talk: Talk, ida: Patient, scope: Scope
) -> None:
    treatment = talk.treat(ida)
    talk.ask(treatment)
    talk.says("4 no bruise", hours=25)
    talk.ask(treatment, "day3", hours=72)
    talk.says("1", hours=73)
    assert soreness.by_hours(scope).rows == [
        ("12-36 h", 1, 4.0, 4.0, 4.0),
        ("60-96 h", 1, 1.0, 1.0, 1.0),
    ]
    assert soreness.by_region(scope).column(0) == ["knee", "knee"]


def test_events_are_counted_once_a_treatment_and_beside_what_was_published(
    talk: Talk, ida: Patient, scope: Scope
) -> None:
    treatment = talk.treat(ida)
    talk.ask(treatment)
    talk.says("3 and a big bruise", hours=25)
    talk.says("the bruise is bigger than my palm", hours=26)
    events = {row[0]: row for row in harm.table(scope).rows}
    assert events["any bruise"][1:4] == (1, 1, 1.0)
    assert "Brady 2014" in str(events["any bruise"][4])
    assert events["something urgent"][1] == 0


def test_a_danger_sign_has_a_row_of_its_own(talk: Talk, ida: Patient, scope: Scope) -> None:
    talk.ask(talk.treat(ida))
    talk.says("3, but my knee is hot and red and I have a fever", hours=25)
    names = harm.table(scope).column(0)
    assert any(str(name).startswith("danger sign: ") for name in names)
    assert "something urgent" in names


def test_the_time_at_an_item_counts_ten_minutes_at_most(
    talk: Talk, ida: Patient, scope: Scope, alice: Staff
) -> None:
    talk.ask(talk.treat(ida))
    reply = talk.says("8 and it hurts more than before", hours=25)
    item = item_of(ida)
    review.mark_opened(item=item, by=alice, at=reply.received_at + timedelta(hours=1))
    review.resolve(item=item, by=alice, at=reply.received_at + timedelta(hours=3), done="called")
    (row,) = reviewing.table(scope).rows
    assert row[1:6] == (1, 1.0, 3.0, 3.0, 10.0)
    assert reviewing.minutes_per_hundred(scope) == 1000.0


def test_nothing_treated_is_no_rate_at_all(scope: Scope) -> None:
    assert reviewing.minutes_per_hundred(scope) is None


def test_an_opt_out_soon_after_a_message_is_counted_beside_it(
    talk: Talk, ida: Patient, scope: Scope
) -> None:
    check_in = talk.ask(talk.treat(ida))
    assert check_in.asked_at is not None
    consent.revoke(
        patient=ida, channel="sms", at=check_in.asked_at + timedelta(hours=1), how="keyword"
    )
    (row,) = [row for row in words_sent.table(scope).rows if row[0] == "check-in"]
    assert (row[1], row[4], row[9]) == ("text", 1, 1)


def test_opt_outs_stand_in_the_week_in_which_they_were_said(
    talk: Talk, ida: Patient, scope: Scope
) -> None:
    consent.revoke(patient=ida, channel="sms", at=talk.at, how="keyword")
    (row,) = opt_outs.table(scope).rows
    assert row[0] == "2026-03-02"
    assert row[2] == 1
    assert row[5] == 1


def test_a_correction_is_counted_by_what_it_changed(
    talk: Talk, ida: Patient, scope: Scope, bob: Staff
) -> None:
    talk.ask(talk.treat(ida))
    reply = talk.says("4 no bruise", hours=25)
    ReadingRecord.objects.create(
        clinic=talk.clinic,
        reply=reply,
        reader="staff",
        by=bob,
        soreness=6,
        bruising="none",
        intents=["answer"],
        urgency="routine",
        at=reply.received_at + timedelta(minutes=5),
    )
    rows = {str(row[0]): row[1] for row in reader.table(scope).rows}
    assert rows["replies corrected by a person"] == 1
    assert rows["soreness corrected"] == 1
    assert rows["bruising corrected"] == 0


@pytest.mark.parametrize("report", catalog.REPORTS, ids=lambda report: str(report.slug))
def test_another_clinic_sees_nothing_of_it(
    report: catalog.Report, talk: Talk, ida: Patient, scope: Scope, charlie: Staff
) -> None:
    talk.ask(talk.treat(ida))
    talk.says("7, big bruise, short of breath", hours=25)
    assert report.table(replace(scope, staff=charlie)).rows == []


@pytest.mark.parametrize("report", catalog.REPORTS, ids=lambda report: str(report.slug))
def test_a_region_that_nobody_was_treated_at_has_no_figures(
    report: catalog.Report, talk: Talk, ida: Patient, scope: Scope
) -> None:
    talk.ask(talk.treat(ida))
    talk.says("4 no bruise", hours=25)
    assert report.table(replace(scope, region="jaw")).rows == []


def test_a_protocol_and_a_therapist_narrow_the_scope(
    talk: Talk, ida: Patient, scope: Scope, bob: Staff, at: datetime
) -> None:
    talk.treat(ida)
    follow_up = FollowUp.objects.get()
    assert replace(scope, protocol=follow_up.version.protocol_id).follow_ups().count() == 1
    assert replace(scope, therapist=bob.pk).follow_ups().count() == 0
    planning.undo(treatment=follow_up.treatment, at=at, by=bob)
    assert scope.follow_ups().count() == 0


def _rows(table: Table) -> list[tuple[Cell, ...]]:
    return table.rows

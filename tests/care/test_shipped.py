"""The shipped protocols, and which of them a treatment follows."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from followup.care import planning, shipped
from followup.care.models import Kind, Protocol, ProtocolVersion, Step
from followup.care.regions import REGIONS
from followup.clinic.models import Clinic, Patient, Staff
from tests.care.stops import ALL


def steps_of(version: ProtocolVersion) -> list[str]:
    return [step.slug for step in version.steps.all()]


def slug_for(clinic: Clinic, *regions: str) -> str:
    return shipped.protocol_for(clinic=clinic, regions=regions).protocol.slug


def test_installing_twice_changes_nothing(clinic: Clinic, at: datetime) -> None:
    assert len(shipped.install(clinic=clinic, at=at)) == 4
    assert shipped.install(clinic=clinic, at=at + timedelta(days=1)) == []
    assert Protocol.objects.of(clinic).count() == ProtocolVersion.objects.of(clinic).count() == 4


def test_every_clinic_has_its_own(ready: Clinic, charlie: Staff, at: datetime) -> None:
    shipped.install(clinic=charlie.clinic, at=at)
    theirs = shipped.protocol_for(clinic=charlie.clinic, regions=["knee"])
    ours = shipped.protocol_for(clinic=ready, regions=["knee"])
    assert theirs.clinic_id == charlie.clinic_id
    assert ours.clinic_id == ready.pk


def test_the_timetable_in_the_file_is_the_one_that_the_table_of_cases_proves(
    ready: Clinic,
) -> None:
    version = shipped.protocol_for(clinic=ready, regions=["neck"])
    of_file = [
        (s.slug, s.kind, s.anchor, s.offset_days, s.offset_minutes, s.window, s.useful_minutes)
        for s in version.steps.all()
    ]
    assert of_file == [
        (s.slug, s.kind, s.anchor, s.offset_days, s.offset_minutes, s.window, s.useful_minutes)
        for s in ALL
    ]


def test_check_ins_ask_for_soreness_then_bruising_and_nudge_once(ready: Clinic) -> None:
    version = shipped.protocol_for(clinic=ready, regions=["knee"])
    check_ins = version.steps.filter(kind=Kind.CHECK_IN)
    assert [(s.asks, s.nudge_days) for s in check_ins] == [(["soreness", "bruising"], 1)] * 2


@pytest.mark.parametrize(
    ("regions", "slug"),
    [
        (["knee"], "knee"),
        (["knee", "thigh"], "knee"),
        (["thigh", "knee"], "limb"),
        (["low_back"], "low-back-hip"),
        (["hip", "calf"], "low-back-hip"),
        (["forearm"], "limb"),
        (["neck"], "neck-shoulder-thorax"),
        (["upper_back"], "neck-shoulder-thorax"),
        (["knee", "shoulder"], "neck-shoulder-thorax"),
        (["diaphragm"], "neck-shoulder-thorax"),
        (["knee", "diaphragm"], "neck-shoulder-thorax"),
    ],
)
def test_the_most_cautious_protocol_wins(ready: Clinic, regions: list[str], slug: str) -> None:
    assert slug_for(ready, *regions) == slug


def test_every_region_that_may_be_named_has_its_protocol(ready: Clinic) -> None:
    listed = {region for protocol in Protocol.objects.of(ready) for region in protocol.regions}
    assert set(REGIONS) <= listed


def test_only_neck_shoulder_and_thorax_are_asked_about_breathing(ready: Clinic) -> None:
    checked = {
        version.protocol.slug
        for version in ProtocolVersion.objects.of(ready)
        if "evening" in steps_of(version)
    }
    assert checked == {"neck-shoulder-thorax"}


def test_a_clinic_without_protocols_is_told_what_to_do(clinic: Clinic) -> None:
    with pytest.raises(shipped.NoProtocolError, match="install the shipped ones"):
        shipped.protocol_for(clinic=clinic, regions=["knee"])


def test_an_archived_protocol_is_followed_no_more(ready: Clinic, at: datetime) -> None:
    Protocol.objects.of(ready).filter(slug="knee").update(archived_at=at, regions=[])
    assert slug_for(ready, "knee") == "neck-shoulder-thorax"


def test_editing_publishes_a_version_and_running_follow_ups_keep_theirs(
    ready: Clinic, grace: Patient, alice: Staff, at: datetime
) -> None:
    visit = planning.Visit(treated_at=at, regions=("knee",))
    before = planning.log_treatment(patient=grace, visit=visit, at=at)
    protocol = Protocol.objects.of(ready).get(slug="knee")
    edited = [Step(slug="day1", kind=Kind.CHECK_IN, offset_days=2, useful_minutes=60)]

    version = shipped.publish(protocol=protocol, steps=edited, at=at, by=alice)

    assert version.number == 2
    assert steps_of(shipped.protocol_for(clinic=ready, regions=["knee"])) == ["day1"]
    assert before.follow_up.version.number == 1
    assert len(steps_of(before.follow_up.version)) == 5


@pytest.mark.parametrize("change", ["update step", "delete step", "update version", "add step"])
def test_the_database_refuses_to_change_what_was_published(
    ready: Clinic, grace: Patient, at: datetime, change: str
) -> None:
    visit = planning.Visit(treated_at=at, regions=("knee",))
    version = planning.log_treatment(patient=grace, visit=visit, at=at).follow_up.version
    late = Step(clinic=ready, version=version, position=9, slug="late", useful_minutes=1)
    tries: dict[str, Callable[[], object]] = {
        "update step": lambda: version.steps.update(offset_days=9),
        "delete step": lambda: Step.objects.filter(slug="booking").delete(),
        "update version": lambda: ProtocolVersion.objects.of(ready).update(number=9),
        "add step": late.save,
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        tries[change]()

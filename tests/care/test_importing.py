"""The day's treatments, from a file to what will be said."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from followup.care import importing
from followup.care.importing import Fate, Outcome, import_treatments
from followup.care.models import FollowUp, PlannedMessage, PlannedState, Treatment
from followup.care.treatment_file import UnreadableFile
from followup.clinic import consent
from followup.clinic.models import AuditEvent, Consent, ContactPoint, Patient, Staff

SAMPLE = Path(__file__).parents[2] / "followup" / "sandbox" / "treatments_day.csv"
GOOD = {
    "visit_id": "V-1",
    "patient_id": "P-1",
    "first_name": "Grace",
    "last_name": "O'Malley",
    "phone": "719-555-0105",
    "email": "grace@example.com",
    "language": "en",
    "time_zone": "",
    "anticoagulant": "no",
    "consent_sms": "yes",
    "consent_email": "yes",
    "consent_at": "2026-03-02T10:50",
    "treated_at": "2026-03-02T11:00",
    "regions": "knee",
    "muscles": "vastus medialis; vastus lateralis",
    "therapist": "Bob PT",
    "condition": "runner's knee",
    "estim": "no",
    "visit_number": "1",
    "series_length": "3",
    "next_visit_at": "2026-03-09T08:30",
}


@pytest.fixture
def at(at: datetime) -> datetime:
    """The evening of the day that the sample tells of."""
    return at + timedelta(hours=6)


def _file(*rows: dict[str, str]) -> bytes:
    lines = [list(GOOD), *([{**GOOD, **row}[name] for name in GOOD] for row in rows)]
    return "\n".join(",".join(line) for line in lines).encode()


def _run(staff: Staff, at: datetime, *rows: dict[str, str], dry_run: bool = False) -> list[Fate]:
    return list(
        import_treatments(clinic=staff.clinic, content=_file(*rows), at=at, dry_run=dry_run)
    )


def _said(fate: Fate) -> str:
    return "; ".join(f"{remark.column}: {remark.words}" for remark in fate.remarks)


def _rows() -> tuple[int, ...]:
    kept = (Patient, ContactPoint, Consent, Treatment, FollowUp, PlannedMessage, AuditEvent)
    return tuple(model._default_manager.count() for model in kept)


def test_the_sample_goes_in_but_for_the_day_that_does_not_exist(alice: Staff, at: datetime) -> None:
    fates = list(import_treatments(clinic=alice.clinic, content=SAMPLE.read_bytes(), at=at))
    assert {fate.line for fate in fates if fate.outcome is Outcome.REFUSED} == {18}
    assert {fate.line for fate in fates if fate.outcome is Outcome.ALREADY} == {16}
    assert Treatment.objects.visible_to(alice).count() == 16


def test_each_doubtful_row_of_the_sample_is_named_with_its_column(
    alice: Staff, at: datetime
) -> None:
    fates = import_treatments(clinic=alice.clinic, content=SAMPLE.read_bytes(), at=at)
    named = {fate.line: [remark.column for remark in fate.remarks] for fate in fates}
    assert {line: columns for line, columns in named.items() if columns} == {
        7: ["consent_sms"],
        10: ["email"],
        14: ["phone"],
        15: ["consent_sms"],
        18: ["treated_at"],
        19: ["treated_at"],
    }


def test_importing_a_file_twice_changes_nothing(alice: Staff, at: datetime) -> None:
    content = SAMPLE.read_bytes()
    list(import_treatments(clinic=alice.clinic, content=content, at=at))
    before = _rows()
    later = at + timedelta(hours=1)
    again = list(import_treatments(clinic=alice.clinic, content=content, at=later))
    assert _rows() == before
    assert {fate.outcome for fate in again} == {Outcome.ALREADY, Outcome.REFUSED}


def test_a_dry_run_tells_every_fate_and_keeps_nothing(alice: Staff, at: datetime) -> None:
    before, content = _rows(), SAMPLE.read_bytes()
    dry = list(import_treatments(clinic=alice.clinic, content=content, at=at, dry_run=True))
    assert _rows() == before
    assert dry == list(import_treatments(clinic=alice.clinic, content=content, at=at))


def test_a_good_row_becomes_a_patient_a_treatment_and_a_plan(
    alice: Staff, bob: Staff, at: datetime
) -> None:
    (fate,) = _run(alice, at, {})
    assert fate.is_plain
    treatment = Treatment.objects.get()
    assert treatment.patient.full_name == "Grace O'Malley"
    assert treatment.muscles == ["vastus medialis", "vastus lateralis"]
    assert treatment.treated_at.isoformat() == "2026-03-02T18:00:00+00:00"
    assert treatment.therapist == treatment.patient.therapist == bob
    assert PlannedMessage.objects.filter(state=PlannedState.PLANNED).exists()


def test_the_next_visit_of_a_patient_finds_the_same_patient(alice: Staff, at: datetime) -> None:
    _run(alice, at, {}, {"visit_id": "V-2", "treated_at": "2026-03-02T16:00"})
    assert Patient.objects.count() == 1
    assert Treatment.objects.count() == 2


def test_two_patients_on_one_phone_stay_two(alice: Staff, at: datetime) -> None:
    hank = {"visit_id": "V-2", "patient_id": "P-2", "first_name": "Hank", "email": ""}
    fates = _run(alice, at, {}, hank)
    assert all(fate.is_plain for fate in fates)
    assert Patient.objects.count() == 2


def test_one_visit_under_two_ids_is_one_visit(alice: Staff, at: datetime) -> None:
    _, twin = _run(alice, at, {}, {"visit_id": "V-1b"})
    assert twin.outcome is Outcome.ALREADY
    assert "V-1" in _said(twin)
    assert Treatment.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"visit_id": ""}, "visit_id: It is empty"),
        ({"visit_id": "V" * 65}, "visit_id: It is 65 characters long"),
        ({"first_name": ""}, "first_name: It is empty"),
        ({"first_name": "G" * 100_000}, "first_name: It is 100000 characters long"),
        ({"phone": "", "email": ""}, "phone: There is neither"),
        ({"phone": "719-555-01", "email": ""}, "phone: '719-555-01' is too short"),
        ({"phone": "", "email": "grace@example"}, "email: 'grace@example' is no email"),
        ({"treated_at": ""}, "treated_at: It is empty"),
        ({"treated_at": "2026-03-02"}, "treated_at: '2026-03-02' has no time of day"),
        ({"treated_at": "1026-03-02T10:00"}, "treated_at: It is in the year 1026"),
        (
            {"treated_at": "2026-12-02T10:00", "next_visit_at": ""},
            "treated_at: It is more than a month ahead",
        ),
        ({"treated_at": "2026-03-08T02:30"}, "treated_at: 2026-03-08 02:30 does not exist"),
        ({"next_visit_at": "2026-03-01T10:00"}, "next_visit_at: It is before the treatment"),
        ({"regions": ""}, "regions: It is empty"),
        ({"regions": "knee; kneee"}, "regions: 'kneee' is not known here"),
        ({"time_zone": "Mountain"}, "time_zone: 'Mountain' is no time zone"),
        ({"anticoagulant": "warfarin"}, "anticoagulant: 'warfarin' is not known here"),
        ({"consent_sms": "maybe"}, "consent_sms: 'maybe' is not known here"),
        ({"consent_at": "long ago"}, "consent_at: 'long ago' is no date"),
    ],
)
def test_a_bad_row_is_refused_by_column_and_the_next_one_goes_in(
    alice: Staff, at: datetime, changed: dict[str, str], says: str
) -> None:
    good = {"visit_id": "V-2", "patient_id": "P-2", "first_name": "Hank", "last_name": "Castillo"}
    bad, fine = _run(alice, at, changed, good)
    assert (bad.line, bad.outcome) == (2, Outcome.REFUSED)
    assert says in _said(bad)
    assert fine.is_plain
    assert Patient.objects.get().first_name == "Hank"


def test_all_faults_of_a_row_are_named_at_once(alice: Staff, at: datetime) -> None:
    (fate,) = _run(alice, at, {"treated_at": "soon", "regions": "", "first_name": ""})
    assert {remark.column for remark in fate.remarks} == {"treated_at", "regions", "first_name"}


def test_a_row_with_one_good_channel_goes_in_with_the_other_one_named(
    alice: Staff, at: datetime
) -> None:
    (fate,) = _run(alice, at, {"email": "grace@example"})
    assert fate.outcome is Outcome.ADDED
    assert "add it on the patient's page" in _said(fate)
    assert [point.channel for point in ContactPoint.objects.all()] == ["sms"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"consent_sms": "no"}, "everything goes by email"),
        ({"consent_sms": "no", "consent_email": ""}, "nothing will be sent"),
        ({"consent_sms": "", "consent_email": ""}, "nothing will be sent"),
        ({"phone": "", "consent_email": "no"}, "nothing will be sent"),
    ],
)
def test_without_consent_the_treatment_is_logged_and_it_is_said_what_will_not_go(
    alice: Staff, at: datetime, changed: dict[str, str], says: str
) -> None:
    (fate,) = _run(alice, at, changed)
    assert fate.outcome is Outcome.ADDED
    assert says in _said(fate)


def test_a_file_does_not_undo_a_stop(alice: Staff, at: datetime) -> None:
    _run(alice, at, {})
    patient = Patient.objects.get()
    consent.revoke(patient=patient, channel="sms", at=at, how="keyword")
    later = at + timedelta(days=7)
    signed_anew = {"visit_id": "V-2", "consent_at": "2026-03-09T08:00", "next_visit_at": ""}
    (fate,) = _run(alice, later, {**signed_anew, "treated_at": "2026-03-09T08:30"})
    assert "only they can undo it" in _said(fate)
    assert not consent.standing(patient_ids=[patient.pk], channel="sms")[patient.pk]


def test_a_stop_on_a_shared_phone_holds_for_who_is_imported_later(
    alice: Staff, at: datetime
) -> None:
    _run(alice, at, {})
    consent.revoke(patient=Patient.objects.get(), channel="sms", at=at, how="keyword")
    hank = {"visit_id": "V-2", "patient_id": "P-2", "first_name": "Hank", "last_name": "Castillo"}
    (fate,) = _run(alice, at, hank)
    assert "only they can undo it" in _said(fate)


def test_a_consent_dated_ahead_does_not_outweigh_a_stop_that_comes_before_it(
    alice: Staff, at: datetime
) -> None:
    _run(alice, at, {"consent_at": "2026-03-20T10:00"})
    patient = Patient.objects.get()
    consent.revoke(patient=patient, channel="sms", at=at + timedelta(days=1), how="keyword")
    assert not consent.standing(patient_ids=[patient.pk], channel="sms")[patient.pk]


def test_a_treatment_long_past_is_logged_and_says_nothing_any_more(
    alice: Staff, at: datetime
) -> None:
    (fate,) = _run(alice, at, {"treated_at": "2026-01-02T10:00", "next_visit_at": ""})
    assert "nothing will be sent" in _said(fate)
    assert not PlannedMessage.objects.filter(state=PlannedState.PLANNED).exists()


def test_an_id_that_belongs_to_somebody_else_is_not_believed(alice: Staff, at: datetime) -> None:
    _run(alice, at, {})
    (fate,) = _run(alice, at, {"visit_id": "V-2", "first_name": "Hank", "last_name": "Castillo"})
    assert fate.outcome is Outcome.REFUSED
    assert "patient of another name" in _said(fate)


def test_a_patient_without_an_id_is_found_by_name_and_number(alice: Staff, at: datetime) -> None:
    _run(alice, at, {"patient_id": ""})
    _run(alice, at, {"visit_id": "V-2", "patient_id": "", "treated_at": "2026-03-02T16:00"})
    _run(alice, at, {"visit_id": "V-3", "treated_at": "2026-03-02T17:00", "email": ""})
    assert Patient.objects.get().external_id == "P-1"
    assert Treatment.objects.count() == 3


def test_a_new_number_is_the_one_that_is_used(alice: Staff, at: datetime) -> None:
    _run(alice, at, {})
    _run(
        alice,
        at,
        {"visit_id": "V-2", "treated_at": "2026-03-02T16:00", "phone": "719-555-0199"},
    )
    numbers = [point.value for point in ContactPoint.objects.filter(channel="sms")]
    assert numbers == ["+17195550199", "+17195550105"]


def test_charlies_clinic_neither_sees_nor_finds_alices_patients(
    alice: Staff, charlie: Staff, at: datetime
) -> None:
    _run(alice, at, {})
    (fate,) = _run(charlie, at, {})
    assert fate.is_plain
    assert Patient.objects.visible_to(charlie).count() == 1
    assert Patient.objects.count() == 2


def test_a_damaged_row_is_refused_and_the_rest_goes_in(alice: Staff, at: datetime) -> None:
    content = _file({"last_name": '"O'}, {"visit_id": "V-2", "patient_id": "P-2"})
    bad, good = import_treatments(clinic=alice.clinic, content=content, at=at)
    assert "quotation mark" in _said(bad)
    assert good.is_plain


def test_a_file_that_cannot_be_read_changes_nothing(alice: Staff, at: datetime) -> None:
    before = _rows()
    with pytest.raises(UnreadableFile):
        list(import_treatments(clinic=alice.clinic, content=b"", at=at))
    assert _rows() == before


def test_more_rows_than_a_batch_all_go_in_and_are_noted_once(
    alice: Staff, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_BATCH", 2)
    people = ("Grace", "Hank", "Lupe", "Otto", "Zoë")
    rows = [
        {"visit_id": f"V-{n}", "patient_id": f"P-{n}", "first_name": name, "last_name": "Vance"}
        for n, name in enumerate(people)
    ]
    fates = _run(alice, at, *rows)
    assert all(fate.is_plain for fate in fates)
    assert AuditEvent.objects.get(act="treatments.imported").details == {"added": 5}

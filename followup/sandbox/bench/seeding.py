"""Rows by the thousand, straight into the database: patients who may be texted, and what is due.

Every row of one person has the same number as its id, from a counter of our own that begins where
no sequence of the database comes to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection

from followup.care import shipped
from followup.care.models import Step
from followup.clinic import contacts, founding
from followup.clinic.models import Channel, Clinic
from followup.lib.crypto import encrypted

# Half of them ask, as in the shipped timetable; nobody is asked twice.
STEPS = ("aftercare", "day1", "booking", "day3")
_FIRST_ID = 1_000_000_000
_clinics = count(1)
_ids = count(_FIRST_ID, 100_000_000)

_PEOPLE = """
CREATE TEMPORARY TABLE person ON COMMIT DROP AS
SELECT %(first)s::bigint + n AS id, name, number, index, n
FROM unnest(%(names)s::text[], %(numbers)s::text[], %(indexes)s::text[])
     WITH ORDINALITY AS p(name, number, index, n)
"""
_ROWS = (
    """
INSERT INTO clinic_patient (id, clinic_id, external_id, first_name, last_name, name_index,
                            language, time_zone, anticoagulant, preferred_channel, neutral_words,
                            notes, created_at)
SELECT id, %(clinic)s, '', name, name, '{}', 'en', '', 'unknown', '', false, '', %(at)s FROM person
""",
    """
INSERT INTO clinic_contactpoint (id, clinic_id, patient_id, channel, value, index, rank,
                                 unreachable_reason)
SELECT id, %(clinic)s, id, 'sms', number, index, 1, '' FROM person
""",
    """
INSERT INTO clinic_consent (id, clinic_id, patient_id, channel, granted, at, how, wording,
                            recorded_at)
SELECT id, %(clinic)s, id, 'sms', true, %(at)s, 'form', '', %(at)s FROM person
""",
    """
INSERT INTO care_treatment (id, clinic_id, patient_id, external_id, treated_at, regions, muscles,
                            condition, estim, therapist_name, logged_at)
SELECT id, %(clinic)s, id, '', %(treated_at)s, '{knee}', '{}', 'runner''s knee', false, '', %(at)s
FROM person
""",
    """
INSERT INTO care_followup (id, clinic_id, treatment_id, patient_id, version_id, state,
                           stopped_reason, started_at)
SELECT id, %(clinic)s, id, id, %(version)s, 'active', '', %(at)s FROM person
""",
    """
INSERT INTO care_plannedmessage (id, clinic_id, follow_up_id, patient_id, step_id, kind, due_at,
                                 expires_at, moved_because, state, reason)
SELECT person.id, %(clinic)s, person.id, person.id, step.id, step.kind, %(due)s, %(expires)s, '',
       'planned', ''
FROM person JOIN unnest(%(steps)s::bigint[], %(kinds)s::text[]) WITH ORDINALITY
     AS step(id, kind, place) ON step.place = person.n %% %(variety)s + 1
""",
)
_TABLES = (
    "clinic_patient", "clinic_contactpoint", "clinic_consent", "care_treatment", "care_followup",
    "care_plannedmessage", "care_checkin", "messaging_message", "messaging_attempt",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Practice:
    """A clinic with the steps that its patients' texts come from."""

    clinic: Clinic
    steps: tuple[Step, ...]


def practice(*, at: datetime) -> Practice:
    """One more clinic, with its own number and the shipped protocols."""
    number = next(_clinics)
    clinic = founding.found(
        name=f"Peak {number} Physical Therapy",
        slug=f"peak-{number}",
        time_zone="America/Denver",
        telephone="719-555-0100",
        admin_name="Alex Moreno",
        admin_email=f"admin{number}@peak.example.com",
        password="a long sentence to sign in with",  # noqa: S106 - pretend
        at=at,
        sms_number=f"+1719555{number:04d}",
    ).clinic
    shipped.install(clinic=clinic, at=at)
    version = shipped.protocol_for(clinic=clinic, regions=["knee"])
    steps = {step.slug: step for step in version.steps.all()}
    return Practice(clinic, tuple(steps[slug] for slug in STEPS))


def due(*, practice: Practice, people: int, at: datetime) -> list[int]:
    """So many patients, each with one message due a minute ago; the ids of those messages."""
    first = next(_ids)
    numbers = [f"+1720{(first // 1000 + n) % 10_000_000:07d}" for n in range(1, people + 1)]
    values: dict[str, Any] = {
        "first": first,
        "names": [encrypted("Hal")] * people,
        "numbers": [encrypted(number) for number in numbers],
        "indexes": [contacts.index_of(Channel.SMS, number) for number in numbers],
        "clinic": practice.clinic.pk,
        "version": practice.steps[0].version_id,
        "steps": [step.pk for step in practice.steps],
        "kinds": [str(step.kind) for step in practice.steps],
        "variety": len(practice.steps),
        "at": at,
        "treated_at": at - timedelta(days=1),
        "due": at - timedelta(minutes=1),
        "expires": at + timedelta(hours=12),
    }
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        for statement in (_PEOPLE, *_ROWS):
            cursor.execute(statement, values)
        cursor.execute("COMMIT")
    return list(range(first + 1, first + 1 + people))


def settle() -> None:
    """Let the database know its own size, so that no plan is made for empty tables."""
    with connection.cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")


_FAR = (
    """
INSERT INTO clinic_patient (id, clinic_id, external_id, first_name, last_name, name_index,
                            language, time_zone, anticoagulant, preferred_channel, neutral_words,
                            notes, created_at)
SELECT n, %(clinic)s, '', %(name)s, '', '{}', 'en', '', 'unknown', '', false, '', %(at)s
FROM generate_series(%(first)s, %(last)s) n
""",
    """
INSERT INTO care_treatment (id, clinic_id, patient_id, external_id, treated_at, regions, muscles,
                            condition, estim, therapist_name, logged_at)
SELECT n, %(clinic)s, n, '', %(at)s, '{knee}', '{}', '', false, '', %(at)s
FROM generate_series(%(first)s, %(last)s) n
""",
    """
INSERT INTO care_followup (id, clinic_id, treatment_id, patient_id, version_id, state,
                           stopped_reason, started_at)
SELECT n, %(clinic)s, n, n, %(version)s, 'active', '', %(at)s
FROM generate_series(%(first)s, %(last)s) n
""",
    """
INSERT INTO care_plannedmessage (id, clinic_id, follow_up_id, patient_id, step_id, kind, due_at,
                                 expires_at, moved_because, state, reason)
SELECT n * 4 + step.place, %(clinic)s, n, n, step.id, step.kind,
       %(at)s + (1 + (n %% 40)) * interval '1 day', %(at)s + interval '60 days', '', 'planned', ''
FROM generate_series(%(first)s, %(last)s) n,
     unnest(%(steps)s::bigint[], %(kinds)s::text[]) WITH ORDINALITY AS step(id, kind, place)
""",
)
_far_ids = count(10_000_000_000, 100_000_000)


def later(*, practice: Practice, rows: int, at: datetime) -> None:
    """So many messages planned for the next forty days, four for each patient.

    Written without the checks of foreign keys, which would take most of the time.
    """
    first = next(_far_ids)
    values: dict[str, Any] = {
        "first": first,
        "last": first + rows // len(practice.steps) - 1,
        "name": encrypted("Hal"),
        "clinic": practice.clinic.pk,
        "version": practice.steps[0].version_id,
        "steps": [step.pk for step in practice.steps],
        "kinds": [str(step.kind) for step in practice.steps],
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in _FAR:
            cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")

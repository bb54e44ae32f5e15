"""Carries out a plan of chaos, act by act, on a running house: patients, clinics, bad luck."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.error import URLError

import redis
from django.db import DatabaseError, InterfaceError, connection

from followup.care import planning, shipped
from followup.care.planning import AlreadyLogged, Visit
from followup.clinic import consent, contacts, founding, names
from followup.clinic.models import Channel, Clinic, OptOutReply, Patient
from followup.lib import clock
from followup.sandbox.chaos_plan import Act, Person, Plan
from followup.sandbox.course import left_to_do
from followup.sandbox.house import House, Process
from followup.sandbox.remote import Remote, RemoteError

_AWAY = (URLError, OSError, RemoteError)
_PASSWORD = "a long sentence to sign in with"  # noqa: S105 - of a clinic that lives for a minute
_PATIENCE = 60.0
_STRIKING = 10.0
_CAPS = ((2, 5), (1, 2), (2, 5), (1, 5))


@dataclass(frozen=True, slots=True)
class Outage:
    """When something was killed and when it was started again, by this machine's clock."""

    target: str
    killed_at: float
    started_at: float


@dataclass(slots=True)
class Course:
    """What has been done so far; `later` waits for the database or the sandbox to come back."""

    house: House
    remote: Remote
    clinics: list[Clinic]
    patients: dict[int, Patient]
    tried: Counter[str] = field(default_factory=Counter)
    outages: list[Outage] = field(default_factory=list)
    down: dict[str, float] = field(default_factory=dict)
    later: list[Act] = field(default_factory=list)


def found(*, numbers: list[str], at: datetime) -> list[Clinic]:
    """The clinics of the plan; each has a number, somebody on call, and caps of its own."""
    clinics = []
    for place, number in enumerate(numbers):
        clinic = founding.found(
            name=f"Clinic {place}",
            time_zone="America/Denver",
            telephone="719-555-0100",
            admin_name="Alice",
            admin_email=f"alice@clinic{place}.example.com",
            password=_PASSWORD,
            at=at,
            sms_number=number,
            email_from=f"care@clinic{place}.example.com",
            admin_phone=f"+1719555015{place}",
        ).clinic
        clinic.cap_per_day, clinic.cap_per_week = _CAPS[place % len(_CAPS)]
        clinic.opt_out_reply = OptOutReply.CLINIC
        clinic.save()
        shipped.install(clinic=clinic, at=at)
        clinics.append(clinic)
    return clinics


def enrol(*, plan: Plan, clinics: list[Clinic], at: datetime) -> dict[int, Patient]:
    """Every patient of the plan, with a consent to the one channel on which they are reached."""
    return {person.key: _enrolled(person, clinics[person.clinic], at) for person in plan.people}


def carry_out(*, course: Course, plan: Plan) -> None:
    """Each act at its second; what cannot be done now is done as soon as it can be."""
    began = time.monotonic()
    for act in plan.acts:
        time.sleep(max(0.0, began + act.second - time.monotonic()))
        _do(course, act)
        if act.verb in {"treat", "text"} and course.later:
            _do(course, course.later.pop(0))


def mend(*, course: Course) -> None:
    """Everything is up again; what could not be done is done, and then no fault is left."""
    for target in list(course.down):
        _start(course, target)
    deadline = time.monotonic() + _PATIENCE
    while course.later:
        _do(course, course.later.pop(0))
        if time.monotonic() > deadline:
            raise TimeoutError("The sandbox or the database does not come back.")
        time.sleep(0.02)
    _let_the_faults_strike()
    for fault in course.remote.call("faults"):
        course.tried[fault["kind"]] += fault["spent"]
    course.remote.clear_faults()


def _let_the_faults_strike() -> None:
    """On a slow machine most texts are still to go, and would meet no fault at all."""
    deadline = time.monotonic() + _STRIKING
    while left_to_do() and time.monotonic() < deadline:
        time.sleep(0.2)


def _enrolled(person: Person, clinic: Clinic, at: datetime) -> Patient:
    patient = Patient(clinic=clinic, time_zone=person.zone)
    names.set_name(patient=patient, first=f"Pat{person.key}", last="Reyes")
    patient.save()
    channel = Channel.EMAIL if person.by_email else Channel.SMS
    value = person.address if person.by_email else person.number
    contacts.add(patient=patient, channel=channel, value=value)
    consent.grant(patient=patient, channel=channel, at=at - timedelta(days=30), how="form")
    return patient


def _do(course: Course, act: Act) -> None:
    try:
        _ACTS[act.verb](course, act)
    except (DatabaseError, InterfaceError):
        connection.close()
        course.later.append(act)
    except _AWAY:
        # Whoever finds no network tries again.
        course.tried["sandbox away"] += 1
        course.later.append(act)


def _treat(course: Course, act: Act) -> None:
    patient, at = course.patients[int(act.subject)], clock.now()
    visit = Visit(
        treated_at=at - timedelta(minutes=act.details["ago"]),
        regions=(act.details["region"],),
        external_id=f"V-{act.subject}-{act.details['visit']}",
    )
    try:
        planning.log_treatment(patient=patient, visit=visit, at=at)
    except AlreadyLogged:
        # It was, by the try whose answer got lost.
        course.tried["treatments logged twice"] += 1


def _text(course: Course, act: Act) -> None:
    patient = course.patients[int(act.subject)]
    course.remote.text(
        number=act.details["number"], words=act.details["words"], to=patient.clinic.sms_number
    )


def _fault(course: Course, act: Act) -> None:
    course.remote.call("faults", act.details)


def _kill(course: Course, act: Act) -> None:
    if act.subject in course.down:
        return
    course.tried[f"{act.subject} killed"] += 1
    course.down[act.subject] = clock.machine_now().timestamp()
    servers = course.house.servers
    match act.subject:
        case "redis":
            servers.broker.kill()
        case "postgres":
            servers.database.kill()
            connection.close()
        case name:
            _process(course.house, name).kill()


def _empty(course: Course, _act: Act) -> None:
    try:
        with redis.Redis.from_url(course.house.servers.redis_url, socket_timeout=1) as broker:
            broker.flushall()
    except redis.RedisError:
        return
    course.tried["redis emptied"] += 1


def _start_again(course: Course, act: Act) -> None:
    if act.subject in course.down:
        _start(course, act.subject)


def _start(course: Course, target: str) -> None:
    killed_at = course.down.pop(target)
    match target:
        case "redis":
            course.house.servers.broker.start()
        case "postgres":
            course.house.servers.database.start()
        case name:
            _process(course.house, name).start()
    course.outages.append(Outage(target, killed_at, clock.machine_now().timestamp()))


def _process(house: House, name: str) -> Process:
    return next(process for process in house.processes if process.name == name)


_ACTS = {
    "treat": _treat,
    "text": _text,
    "fault": _fault,
    "kill": _kill,
    "start": _start_again,
    "empty": _empty,
}

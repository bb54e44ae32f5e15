"""Is this installation safe to send? Each finding says what is wrong and what to do."""

import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

import redis
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from followup.clinic import phone
from followup.clinic.models import Clinic, Patient, Staff
from followup.lib import clock, pulse
from followup.lib.crypto import UnreadableError
from followup.messaging.models import Message, Sender, Status
from followup.messaging.providers import account
from followup.messaging.providers.base import ProviderAwayError

Grade = Literal["ok", "warning", "danger"]
_SHORTEST_KEY = 32
_SKEW = timedelta(seconds=30)
_TICK = timedelta(minutes=2)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; in danger, nothing should be sent until it is mended."""

    about: str
    grade: Grade
    words: str


def examine() -> Iterator[Finding]:
    """Everything, one after the other; what cannot be looked at is a finding too."""
    yield from _keys()
    yield from _address()
    yield from _database()
    yield from _broker()
    yield from _provider()
    try:
        for look in (_clock, _worker, _clinics, _messages):
            yield from look()
        Patient.objects.only("first_name").first()
    except DatabaseError:
        return
    except (UnreadableError, ValueError) as error:
        yield Finding("FIELD_KEYS", "danger", f"What is stored cannot be read: {error}")


def _keys() -> Iterator[Finding]:
    weak = settings.SANDBOX or len(_secret_key()) < _SHORTEST_KEY
    make = 'python -c "import secrets; print(secrets.token_urlsafe(48))"'
    yield _judged(
        "SECRET_KEY", not weak, "is long and yours", f"Set it to a long random text: {make}"
    )
    usable = bool(settings.FIELD_KEYS) and all(map(_is_fernet, settings.FIELD_KEYS))
    make = "see docs/settings.md for the command"
    yield _judged(
        "FIELD_KEYS",
        usable and not settings.SANDBOX,
        f"{len(settings.FIELD_KEYS)} of them, the first encrypts",
        f"Set it to a key of your own, and keep a copy apart from the backups: {make}",
    )
    yield _judged(
        "INDEX_KEY",
        len(settings.INDEX_KEY) >= _SHORTEST_KEY and not settings.SANDBOX,
        "is set",
        "Set it to 32 random letters or more, once; patients are found by it.",
    )
    if settings.SANDBOX:
        yield Finding(
            "SANDBOX", "danger", "The sandbox's public keys are in use. Unset SANDBOX to go live."
        )
    if settings.DEBUG:
        yield Finding("DEBUG", "danger", "Error pages show everything to anybody. Unset DEBUG.")


def _secret_key() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return ""


def _is_fernet(key: str) -> bool:
    try:
        Fernet(key)
    except (ValueError, binascii.Error):
        return False
    return True


def _address() -> Iterator[Finding]:
    url = urlsplit(settings.PUBLIC_BASE_URL)
    host = url.hostname or ""
    yield _judged(
        "PUBLIC_BASE_URL",
        url.scheme == "https" and host not in _LOOPBACK,
        f"{settings.PUBLIC_BASE_URL}, which webhooks are checked against",
        "Set it to the https:// address under which Twilio and your staff reach this server.",
    )
    if "_" in host:
        yield Finding(
            "PUBLIC_BASE_URL", "danger", "Twilio refuses a host with an underscore. Rename it."
        )
    yield _judged(
        "ALLOWED_HOSTS",
        host in settings.ALLOWED_HOSTS,
        "holds the public host",
        f"Add {host!r}, or every page and webhook is answered with 400.",
    )


def _database() -> Iterator[Finding]:
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Finding(
            "database", "danger", f"It does not answer ({type(error).__name__}). See DATABASE_URL."
        )
        return
    yield _judged(
        "database",
        not missing,
        "answers, and its tables are those of this version",
        f"{len(missing)} migrations are missing. Run `followup migrate`.",
    )


def _broker() -> Iterator[Finding]:
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=3).ping()
    except (redis.RedisError, ValueError) as error:
        yield Finding(
            "redis", "danger", f"It does not answer ({type(error).__name__}). See REDIS_URL."
        )
        return
    yield Finding("redis", "ok", "answers")


def _provider() -> Iterator[Finding]:
    if not (settings.TWILIO_ACCOUNT_SID and settings.TWILIO_AUTH_TOKEN):
        yield Finding(
            "Twilio",
            "danger",
            "Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN; webhooks are checked with the token.",
        )
        return
    try:
        words = account.trouble()
    except ProviderAwayError as error:
        yield Finding("Twilio", "danger", f"It cannot be asked: {error}. Look at the network.")
        return
    yield _judged("Twilio", not words, "knows the account", words)


def _clock() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        skew = abs(cursor.fetchone()[0] - clock.machine_now())
    yield _judged(
        "clock",
        skew < _SKEW and not clock.offset(),
        "agrees with the database's",
        "It is moved, or differs from the database's. Unset FOLLOWUP_CLOCK_FILE; run NTP on both.",
    )


def _worker() -> Iterator[Finding]:
    since = pulse.since()
    yield _judged(
        "worker",
        since is not None and since < _TICK,
        "looked for work just now",
        "Nobody looks for work. Start `celery -A tasks worker` and `python -m tasks.beat`.",
    )


def _clinics() -> Iterator[Finding]:
    clinics = list(Clinic.objects.order_by("pk"))
    if not clinics:
        yield Finding("clinic", "danger", "There is none. Make one with `followup found-clinic`.")
    for clinic in clinics:
        yield from _clinic(clinic)


def _clinic(clinic: Clinic) -> Iterator[Finding]:
    for is_well, words in (
        (_is_number(clinic), "has no sending number in the form +17195550100. See Settings."),
        (bool(clinic.phone), "names no number that patients may call."),
        (bool(clinic.consent_wording), "has no wording of consent. Write what patients agree to."),
        (_has_on_call(clinic), "has nobody on call with a phone. Urgent replies reach no one."),
    ):
        if not is_well:
            yield Finding(clinic.name, "danger", f"{clinic.name} {words}")
    for sender in Sender.objects.of(clinic).exclude(halted_because=""):
        yield Finding(clinic.name, "warning", f"{sender.channel}: {sender.halted_because}")
    if not clinic.email_from:
        yield Finding(
            clinic.name, "warning", f"{clinic.name} has no mailbox: who has no phone gets nothing."
        )


def _is_number(clinic: Clinic) -> bool:
    try:
        return phone.e164(clinic.sms_number, country=clinic.country) == clinic.sms_number
    except phone.PhoneError:
        return bool(clinic.messaging_service)


def _has_on_call(clinic: Clinic) -> bool:
    on_call = Staff.objects.filter(clinic=clinic, is_active=True, on_call_rank__isnull=False)
    return any(staff.phone for staff in on_call)


def _messages() -> Iterator[Finding]:
    unknown = Message.objects.filter(status=Status.UNKNOWN).count()
    if unknown:
        yield Finding("messages", "warning", f"Of {unknown} nobody knows yet whether they arrived.")


def _judged(about: str, is_well: bool, well: str, mend: str) -> Finding:
    return Finding(about, "ok" if is_well else "danger", well if is_well else mend)

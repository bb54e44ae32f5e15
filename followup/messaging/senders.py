"""What each sender may send now: token buckets on the database's clock."""

from collections.abc import Mapping

from django.conf import settings
from django.db import connection
from django.db.models import F

from followup.messaging.models import Sender

_RATES: Mapping[str, str] = {"sms": "SMS_PER_SECOND", "email": "EMAILS_PER_SECOND"}

_ENSURE = """
INSERT INTO messaging_sender (clinic_id, channel, per_second, allowance, halted_because)
SELECT clinic.id, %(channel)s, %(rate)s, %(burst)s, '' FROM clinic_clinic clinic
WHERE NOT EXISTS (SELECT 1 FROM messaging_sender sender
                  WHERE sender.clinic_id = clinic.id AND sender.channel = %(channel)s)
ON CONFLICT DO NOTHING
"""

# A bucket holds what two ticks earn, so that a rate of one a second is kept on average.
_REFILLED = """
least(greatest(1, per_second * %(bucket)s),
      allowance + per_second * greatest(0, extract(epoch FROM now() - refilled_at)))
"""

_TAKE = f"""
UPDATE messaging_sender sender
SET allowance = {_REFILLED} - taken.n, refilled_at = now()
FROM (SELECT id, least(%(wanted)s, floor({_REFILLED}))::int AS n FROM messaging_sender
      WHERE clinic_id = %(clinic)s AND channel = %(channel)s
        AND (halted_until IS NULL OR halted_until < now())
      FOR UPDATE) taken
WHERE sender.id = taken.id RETURNING taken.n
"""  # noqa: S608 - built of constants

_HALT = """
UPDATE messaging_sender SET halted_until = now() + make_interval(secs => %(seconds)s),
    halted_because = %(because)s
WHERE clinic_id = %(clinic)s AND channel = %(channel)s
"""

_HALT_SECONDS = 300


def ensure() -> None:
    """Every clinic has a sender for each channel, at the rate of the settings."""
    with connection.cursor() as cursor:
        for channel, setting in _RATES.items():
            rate = getattr(settings, setting)
            cursor.execute(
                _ENSURE, {"channel": channel, "rate": rate, "burst": max(1, rate * _bucket())}
            )


def take(*, clinic_id: int, channel: str, wanted: int) -> int:
    """How many of `wanted` messages may go now; so many are taken from the allowance."""
    if not wanted:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {"clinic": clinic_id, "channel": channel, "wanted": wanted, "bucket": _bucket()},
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def give_back(*, clinic_id: int, channel: str, unused: int) -> None:
    """Return what was taken and not needed."""
    if unused > 0:
        Sender.objects.filter(clinic=clinic_id, channel=channel).update(
            allowance=F("allowance") + unused
        )


def halt(*, clinic_id: int, channel: str, because: str) -> None:
    """Send nothing for five minutes: the set-up is broken, and each try would fail alike."""
    with connection.cursor() as cursor:
        cursor.execute(
            _HALT,
            {
                "clinic": clinic_id,
                "channel": channel,
                "because": because[:300],
                "seconds": _HALT_SECONDS,
            },
        )


def _bucket() -> float:
    return float(2 * settings.TICK_SECONDS)

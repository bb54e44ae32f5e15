"""A running house from outside: its rows by plain SQL, its sandbox by HTTP, its clock by file."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from followup.sandbox.house import CLINIC_NUMBER, House
from followup.sandbox.remote import Remote

PASSWORD = "a long sentence to sign in with"
_HEADER = (
    "visit_id,patient_id,first_name,last_name,phone,email,language,time_zone,anticoagulant,"
    "consent_sms,consent_email,consent_at,treated_at,regions,muscles,therapist,condition,estim,"
    "visit_number,series_length,next_visit_at"
)


class Inside:
    """What a test may do with a house."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.remote = Remote(house.phones_url)
        self._clock = Path(house.env["FOLLOWUP_CLOCK_FILE"])

    def found(self) -> None:
        """A clinic with the shipped protocols."""
        facts = {
            "--name": "Peak PT",
            "--time-zone": "America/Denver",
            "--telephone": "719-555-0100",
            "--admin-name": "Alice",
            "--admin-email": "alice@peak.example.com",
            "--sms-number": CLINIC_NUMBER,
            "--email-from": "care@peak.example.com",
        }
        words = [word for fact in facts.items() for word in fact]
        assert self.house.run("found-clinic", *words, said=f"{PASSWORD}\n") == 0

    def set_clock(self, instant: datetime) -> None:
        """For every process, from now on; the file is replaced whole."""
        ahead = instant.timestamp() - time.time()
        fresh = self._clock.with_suffix(".test")
        fresh.write_text(str(ahead), encoding="ascii")
        fresh.replace(self._clock)

    def treat(self, number: str, *, at: str, regions: str = "knee") -> None:
        """One patient, treated at that local time, by the import that the front desk uses."""
        row = (
            f"V-{number},P-{number},Pat,{number[-4:]},{number},,en,,no,yes,,2026-03-01T09:00,"
            f"{at},{regions},quadriceps,D. Hale PT,,no,1,3,"
        )
        file = self.house.folder / "day.csv"
        file.write_text(f"{_HEADER}\n{row}\n", encoding="utf-8")
        assert self.house.run("import-treatments", str(file)) == 0

    def sql(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the house's own database."""
        with psycopg.connect(self.house.env["DATABASE_URL"]) as connection:
            return connection.execute(query, values).fetchall()

    def texts_to(self, number: str) -> list[dict[str, Any]]:
        """What the double was given for that number."""
        return [line for line in self.remote.ledger()["outbound"] if line["to"] == number]

    def statuses(self, number: str) -> list[str]:
        """How the messages to that patient stand, oldest first."""
        rows = self.sql(
            "SELECT m.status FROM messaging_message m JOIN clinic_patient p ON p.id = m.patient_id "
            "WHERE p.external_id = %s ORDER BY m.id",
            f"P-{number}",
        )
        return [row[0] for row in rows]


def until(true: Callable[[], object], *, seconds: float = 30, what: str = "") -> None:
    """Wait until it is so, and fail when it never is."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what or true}"
        time.sleep(0.1)

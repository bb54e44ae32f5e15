"""`followup tell-story`: inside the house of the story or the demo, the days themselves."""

import json
import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from followup.care.importing import Outcome, import_treatments
from followup.care.treatment_file import UnreadableFile
from followup.clinic.models import Clinic, Staff
from followup.lib import clock
from followup.sandbox import demo_clinic, witness
from followup.sandbox.cast_of import cast_of, write_phonebook
from followup.sandbox.course import Course
from followup.sandbox.personas import casting
from followup.sandbox.remote import Remote
from followup.sandbox.story_days import NoDaysError, begins, first_day, shifted
from followup.sandbox.telling import Teller

_SAMPLE = Path(__file__).parents[2] / "treatments_day.csv"


class Command(BaseCommand):
    help = "Run the days of a file of treatments in the sandbox that the settings name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default=str(_SAMPLE))
        parser.add_argument("--days", type=int, default=10)
        parser.add_argument(
            "--into-today",
            action="store_true",
            help="move the file's days so that the last of them ends now, and leave the list full",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        content, until = Path(options["file"]).read_bytes(), clock.machine_now()
        try:
            began = begins(first_day(content), zone="America/Denver")
        except (NoDaysError, UnreadableFile) as error:
            raise CommandError(str(error)) from None
        if options["into_today"]:
            days = (until - timedelta(days=options["days"]) - began).days
            content, began = shifted(content, days=days), began + timedelta(days=days)
        else:
            until = began + timedelta(days=options["days"])
        clock.move((began - clock.now()).total_seconds())
        clinic = demo_clinic.found(at=clock.now())
        self._import(clinic, content)
        self._run(clinic, began=began, until=until, quiet=options["into_today"])

    def _import(self, clinic: Clinic, content: bytes) -> None:
        for fate in import_treatments(clinic=clinic, content=content, at=clock.now()):
            if fate.outcome is Outcome.REFUSED:
                for remark in fate.remarks:
                    self.stdout.write(f"line {fate.line}, {remark.column}: {remark.words}")
        write_phonebook(clinic=clinic, path=Path(os.environ["SANDBOX_PHONEBOOK"]))

    def _run(self, clinic: Clinic, *, began: datetime, until: datetime, quiet: bool) -> None:
        remote, started = Remote(settings.TWILIO_API_URL), time.monotonic()
        course = Course(remote=remote, parts=casting(cast_of(clinic)))
        therapist = Staff.objects.get(clinic=clinic, on_call_rank=1)
        teller = Teller(clinic=clinic, therapist=therapist, began=began, say=self.stdout.write)
        if quiet:
            # Opened, or the alerts of three days would ring; not closed, for whoever looks at it.
            course.run(until=until, each_step=teller.open_urgent, each_day=_silent)
            return
        course.run(until=until, each_step=teller.open_urgent, each_day=teller.tell)
        ledger = remote.ledger()
        verdict = witness.compare(ledger=ledger, at=clock.now())
        for line in (*verdict.lost, *verdict.duplicates, *verdict.unexpected):
            self.stderr.write(line)
        self.stdout.write(f"\nten days in {time.monotonic() - started:.0f} s")
        figures = witness.summary(ledger=ledger, verdict=verdict)
        self.stdout.write(json.dumps(figures, ensure_ascii=False))
        if not verdict.is_clean:
            raise SystemExit(1)


def _silent(_at: datetime) -> None:
    """The demo tells nothing and leaves the list for the person who looks at it."""

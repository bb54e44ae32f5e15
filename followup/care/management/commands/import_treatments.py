"""`followup import-treatments FILE`: take in the treatments of a day from a file."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError

from followup.care.importing import Fate, Outcome, import_treatments
from followup.care.treatment_file import UnreadableFile
from followup.clinic.management.choosing import chosen_clinic
from followup.clinic.models import Clinic
from followup.lib import clock

_UNREADABLE = 2


class Command(BaseCommand):
    help = (
        "Log the treatments of a CSV file. Good rows go in, each other row is named with its "
        "line, column and what to do; importing a file twice changes nothing. Exit code 0: all "
        "rows are in; 1: some were refused; 2: the file could not be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file, or - for standard input")
        parser.add_argument("--clinic", default="", help="slug; needed where there are several")
        parser.add_argument("--dry-run", action="store_true", help="show every fate, keep nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *_: Any, **options: Any) -> None:
        content = _content(options["file"])
        try:
            clinic = chosen_clinic(options["clinic"], returncode=_UNREADABLE)
            fates = import_treatments(
                clinic=clinic, content=content, at=clock.now(), dry_run=options["dry_run"]
            )
            show = self._as_json if options["json"] else self._as_lines
            counts = show(clinic, fates, dry_run=options["dry_run"])
        except UnreadableFile as error:
            raise CommandError(str(error), returncode=_UNREADABLE) from None
        except OperationalError as error:
            raise CommandError(
                f"The database cannot be reached ({type(error).__name__}). Start it and import "
                "the file again; what is in already stays as it is.",
                returncode=_UNREADABLE,
            ) from error
        except ProgrammingError as error:
            raise CommandError(
                "The database has not been set up for this version. Run `followup migrate` first.",
                returncode=_UNREADABLE,
            ) from error
        if counts[Outcome.REFUSED]:
            raise SystemExit(1)

    def _as_lines(self, clinic: Clinic, fates: Iterable[Fate], *, dry_run: bool) -> Counter[str]:
        counts: Counter[str] = Counter()
        for fate in fates:
            counts[fate.outcome] += 1
            if not fate.is_plain:
                self.stdout.write(_line(fate))
        self.stdout.write(_summary(clinic, counts, dry_run=dry_run))
        return counts

    def _as_json(self, clinic: Clinic, fates: Iterable[Fate], *, dry_run: bool) -> Counter[str]:
        rows = list(fates)
        counts = Counter(str(fate.outcome) for fate in rows)
        answer = {
            "clinic": clinic.slug,
            "dry_run": dry_run,
            "rows": len(rows),
            "added": counts[Outcome.ADDED],
            "already": counts[Outcome.ALREADY],
            "refused": counts[Outcome.REFUSED],
            "fates": [_plain(fate) for fate in rows],
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        return counts


def _content(name: str) -> bytes:
    try:
        return (Path("/dev/stdin") if name == "-" else Path(name)).read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise CommandError(
            f"{name} cannot be read: {reason}. Name the CSV file that was exported.",
            returncode=_UNREADABLE,
        ) from None


def _line(fate: Fate) -> str:
    said = " ".join(f"{remark.column}: {remark.words}" for remark in fate.remarks)
    visit = f" ({fate.visit_id})" if fate.visit_id else ""
    return f"line {fate.line}{visit}: {fate.outcome}.{' ' if said else ''}{said}"


def _summary(clinic: Clinic, counts: Counter[str], *, dry_run: bool) -> str:
    named = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome)
    would = "Dry run, nothing was kept: " if dry_run else ""
    return f"{would}{sum(counts.values())} rows for {clinic}: {named}."


def _plain(fate: Fate) -> dict[str, object]:
    return {
        "line": fate.line,
        "visit_id": fate.visit_id,
        "outcome": fate.outcome,
        "remarks": [{"column": remark.column, "says": remark.words} for remark in fate.remarks],
    }

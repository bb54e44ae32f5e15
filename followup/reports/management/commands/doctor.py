"""`followup doctor`: is this installation safe to send?"""

from typing import Any

from django.core.management.base import BaseCommand

from followup.reports import doctor

_MARKS = {"ok": "ok      ", "warning": "warning ", "danger": "DANGER  "}


class Command(BaseCommand):
    help = "Look at keys, addresses, database, workers, clinics; exit code 1 when in danger."
    requires_system_checks = ()

    def handle(self, *_: Any, **__: Any) -> None:
        findings = []
        for finding in doctor.examine():
            findings.append(finding)
            self.stdout.write(f"{_MARKS[finding.grade]} {finding.about}: {finding.words}")
        dangers = sum(finding.grade == "danger" for finding in findings)
        if dangers:
            self.stdout.write(f"\nNot safe to send: {dangers} to mend, marked DANGER above.")
            raise SystemExit(1)
        self.stdout.write("\nSafe to send.")

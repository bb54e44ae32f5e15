"""`followup export-labelled-replies`: corrected replies as JSON lines, without who wrote them."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from followup.clinic import audit
from followup.clinic.management.choosing import chosen_clinic
from followup.lib import clock
from followup.replies.labelling import labelled_replies


class Command(BaseCommand):
    help = "Write replies whose reading staff corrected as labelled replies, one JSON line each."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", default="", help="slug; needed where there are several")

    def handle(self, *_args: object, **options: Any) -> None:
        clinic = chosen_clinic(options["clinic"])
        count = 0
        for row in labelled_replies(clinic=clinic):
            self.stdout.write(json.dumps(row, ensure_ascii=False))
            count += 1
        audit.record(
            clinic_id=clinic.pk,
            act="labelled replies exported",
            subject="clinic",
            subject_id=clinic.pk,
            at=clock.now(),
            details={"replies": count},
        )
        self.stderr.write(
            f"{count} replies. Names, numbers, addresses and dates that the program knows are "
            "taken out. Read every line before it leaves the clinic: a patient may have named "
            "somebody else."
        )

"""`followup clinic-policy`: what a clinic has decided, shown and changed."""

from argparse import BooleanOptionalAction
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from followup.clinic import policy
from followup.clinic.management.choosing import chosen_clinic
from followup.clinic.models import Clinic, ClosedDay, OptOutReply, WindowSet
from followup.lib import clock

_VALUES = (
    "window_set", "cap_per_day", "cap_per_week", "neutral_words", "opt_out_reply",
    "alert_minutes", "consent_wording", "phone", "sms_number", "messaging_service", "email_from",
    "time_zone",
)  # fmt: skip


class Command(BaseCommand):
    help = "Show a clinic's hours, caps and other decisions, having changed those that are named."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", default="", help="slug; needed where there are several")
        parser.add_argument(
            "--strict", action="store_true", help="the narrowest hours, one a day, three a week"
        )
        parser.add_argument("--window-set", choices=WindowSet.values)
        parser.add_argument("--cap-per-day", type=int)
        parser.add_argument("--cap-per-week", type=int)
        parser.add_argument("--neutral-words", action=BooleanOptionalAction)
        parser.add_argument("--opt-out-reply", choices=OptOutReply.values)
        parser.add_argument("--alert-minutes", type=int, help="until the next in line is told")
        for name in ("consent-wording", "phone", "sms-number", "messaging-service"):
            parser.add_argument(f"--{name}")
        parser.add_argument("--email-from")
        parser.add_argument("--time-zone")
        parser.add_argument("--close", metavar="YYYY-MM-DD", action="append", default=[])
        parser.add_argument("--open", metavar="YYYY-MM-DD", action="append", default=[])

    def handle(self, *_args: object, **options: Any) -> None:
        clinic = chosen_clinic(options["clinic"])
        changes = dict(policy.STRICT) if options["strict"] else {}
        changes |= {name: options[name] for name in _VALUES if options[name] is not None}
        if changes:
            try:
                policy.change(clinic=clinic, changes=changes, at=clock.now())
            except policy.PolicyError as error:
                raise CommandError(str(error)) from error
        for day in _days(options["close"]):
            policy.close_on(clinic=clinic, day=day, at=clock.now())
        for day in _days(options["open"]):
            policy.open_on(clinic=clinic, day=day, at=clock.now())
        self._show(clinic)

    def _show(self, clinic: Clinic) -> None:
        self.stdout.write(f"{clinic.name} ({clinic.slug})")
        for name in _VALUES:
            self.stdout.write(f"  {name.replace('_', ' '):<18} {getattr(clinic, name)}")
        days = ClosedDay.objects.of(clinic).order_by("day").values_list("day", flat=True)
        closed = ", ".join(str(day) for day in days) or "none"
        self.stdout.write(f"  {'closed days':<18} {closed}")


def _days(words: list[str]) -> list[date]:
    try:
        return [date.fromisoformat(word) for word in words]
    except ValueError:
        raise CommandError("Write a day as 2026-12-25.") from None

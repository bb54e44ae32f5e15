"""followup found-clinic: a new clinic with the shipped protocols, and its first administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from followup.care import shipped
from followup.clinic import founding, phone
from followup.clinic.management.passwords import asked_password
from followup.lib import clock

_FACTS = (
    "name", "time_zone", "telephone", "admin_name", "admin_email", "sms_number", "email_from",
    "admin_phone",
)  # fmt: skip


class Command(BaseCommand):
    help = "Make a clinic and its administrator, whose password is asked for or read from stdin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help='as patients know it: "Peak PT"')
        parser.add_argument("--time-zone", required=True, help="such as America/Denver")
        parser.add_argument("--telephone", required=True, help="the number that patients may call")
        parser.add_argument("--admin-name", required=True)
        parser.add_argument("--admin-email", required=True, help="what they sign in with")
        parser.add_argument("--admin-phone", default="", help="puts them first on call")
        parser.add_argument("--sms-number", default="", help="the number that texts go out from")
        parser.add_argument("--email-from", default="", help="the address that emails go out from")

    def handle(self, *_args: object, **options: Any) -> None:
        facts = {name: options[name] for name in _FACTS}
        try:
            founded = _founded(password=asked_password(), **facts)
        except (founding.FoundingError, phone.PhoneError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{founded.clinic} is there; {founded.admin.email} may sign in.")


@transaction.atomic
def _founded(**facts: str) -> founding.Founded:
    at = clock.now()
    founded = founding.found(at=at, **facts)
    shipped.install(clinic=founded.clinic, at=at)
    return founded

"""`followup add-staff`: one more person who signs in, and perhaps is on call."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from followup.clinic import founding, phone
from followup.clinic.management.choosing import chosen_clinic
from followup.clinic.management.passwords import asked_password
from followup.clinic.models import Clinic, Role, Staff


class Command(BaseCommand):
    help = "Add a member of staff, whose password is asked for or read from stdin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clinic", default="", help="slug; needed where there are several")
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True, help="what they sign in with")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--phone", default="", help="puts them on call, last in line")

    def handle(self, *_args: object, **options: Any) -> None:
        if Staff.objects.filter(email=options["email"].strip().lower()).exists():
            raise CommandError("Somebody signs in with that email address already.")
        try:
            staff = _added(chosen_clinic(options["clinic"]), asked_password(), options)
        except phone.PhoneError as error:
            raise CommandError(str(error)) from error
        on_call = f", on call as number {staff.on_call_rank}" if staff.on_call_rank else ""
        self.stdout.write(f"{staff.name} may sign in at {staff.clinic}{on_call}.")


@transaction.atomic
def _added(clinic: Clinic, password: str, options: dict[str, Any]) -> Staff:
    staff = Staff.objects.create_staff(
        clinic_id=clinic.pk,
        email=options["email"].strip(),
        name=options["name"],
        role=options["role"],
        password=password,
    )
    if options["phone"]:
        founding.put_on_call(staff=staff, number=options["phone"])
    return staff

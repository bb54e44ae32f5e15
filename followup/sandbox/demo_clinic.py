"""The pretend clinic of the demo and the story: its staff, its number, its protocols."""

from dataclasses import dataclass
from datetime import datetime

from followup.care import shipped
from followup.clinic import founding
from followup.clinic.models import Clinic, Role, Staff
from followup.sandbox import demo_words
from followup.sandbox.house import CLINIC_NUMBER


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff; `rank` is their place in the on-call order."""

    name: str
    email: str
    role: str
    phone: str = ""
    rank: int | None = None


ADMIN = Member("Alex Moreno", demo_words.ADMIN, Role.ADMIN, "+17195550150", 3)
TEAM = (
    Member("D. Hale PT", demo_words.THERAPIST, Role.THERAPIST, "+17195550151", 1),
    Member("R. Osei PT", "osei@peak.example.com", Role.THERAPIST, "+17195550152", 2),
    Member("L. Park PT", "park@peak.example.com", Role.THERAPIST, "+17195550153"),
    Member("Sasha Lindgren", demo_words.FRONT_DESK, Role.FRONT_DESK),
    Member("Kim Duarte", "viewer@peak.example.com", Role.VIEWER),
)


def found(*, at: datetime) -> Clinic:
    """Make the clinic with everybody in it; they all sign in with demo_words.PASSWORD."""
    founded = founding.found(
        name="Peak Physical Therapy",
        slug="peak",
        time_zone="America/Denver",
        telephone="719-555-0100",
        admin_name=ADMIN.name,
        admin_email=ADMIN.email,
        password=demo_words.PASSWORD,
        at=at,
        sms_number=CLINIC_NUMBER,
        email_from="care@peak.example.com",
    )
    clinic = founded.clinic
    shipped.install(clinic=clinic, at=at)
    _on_call(founded.admin, ADMIN)
    for member in TEAM:
        staff = Staff.objects.create_staff(
            clinic_id=clinic.pk,
            email=member.email,
            name=member.name,
            role=member.role,
            password=demo_words.PASSWORD,
        )
        _on_call(staff, member)
    return clinic


def _on_call(staff: Staff, member: Member) -> None:
    staff.phone, staff.on_call_rank = member.phone, member.rank
    staff.save(update_fields=["phone", "on_call_rank"])

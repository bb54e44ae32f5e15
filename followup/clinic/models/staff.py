"""Staff: the people who sign in, what they may do, and who is on call in which order."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from followup.clinic.models.clinic import Language
from followup.clinic.rows import ClinicRow
from followup.lib.crypto import EncryptedTextField


class Role(models.TextChoices):
    """What a member of staff does."""

    ADMIN = "admin", _("admin")
    THERAPIST = "therapist", _("therapist")
    FRONT_DESK = "front_desk", _("front desk")
    VIEWER = "viewer", _("viewer")


class StaffAccounts(BaseUserManager["Staff"]):
    """Staff by the email address that they sign in with."""

    def visible_to(self, staff: "Staff") -> models.QuerySet["Staff"]:
        """The colleagues of `staff`, themselves included."""
        return self.filter(clinic_id=staff.clinic_id) if staff.is_active else self.none()

    def create_staff(
        self, *, clinic_id: int, email: str, name: str, role: str, password: str | None = None
    ) -> "Staff":
        """A new member of staff; without a password they cannot sign in yet."""
        staff = self.model(
            clinic_id=clinic_id, email=self.normalize_email(email).lower(), name=name, role=role
        )
        staff.set_password(password)
        staff.save()
        return staff


class Staff(AbstractBaseUser, ClinicRow):
    """A person who signs in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=10, choices=Role)
    # In which they read the pages.
    language = models.CharField(max_length=2, choices=Language, default=Language.EN)
    phone = EncryptedTextField(blank=True, default="")
    # 1 is told first; empty means never on call.
    on_call_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    # When the link to set a password was last sent; whoever has none yet has not taken it up.
    invited_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    objects = StaffAccounts()  # type: ignore[assignment,misc]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["clinic", "on_call_rank"],
                condition=Q(on_call_rank__isnull=False),
                name="staff_one_per_rank",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def has_role(self, *roles: str) -> bool:
        """Whether they do one of these jobs; an admin may do all but be counted as another."""
        return self.role in roles

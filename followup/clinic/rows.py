"""The base of every row that belongs to a clinic, and the one filter on who sees it."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from followup.clinic.models import Clinic, Staff


class ClinicQuerySet(models.QuerySet[Any]):
    """Rows of clinics; every page and export starts from `visible_to`."""

    def visible_to(self, staff: "Staff") -> Self:
        """The rows of the clinic that `staff` works at; none once they have left it."""
        if not staff.is_active:
            return self.none()
        return self.filter(clinic_id=staff.clinic_id)

    def of(self, clinic: "Clinic | int") -> Self:
        """The rows of one clinic."""
        return self.filter(clinic=clinic)


class ClinicRow(models.Model):
    """A row with the clinic that it belongs to."""

    clinic = models.ForeignKey("clinic.Clinic", on_delete=models.PROTECT, related_name="+")

    objects = ClinicQuerySet.as_manager()

    class Meta:
        abstract = True

"""Of which treatments a report speaks: a clinic's, between two instants, or some of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from followup.care.models import CheckIn, FollowUp
from followup.clinic.models import Staff


@dataclass(frozen=True, slots=True)
class Scope:
    """From `since` until before `until`, for the eyes of `staff`; empty fields mean all."""

    staff: Staff
    since: datetime
    until: datetime
    therapist: int | None = None
    region: str = ""
    protocol: int | None = None

    @property
    def is_whole_clinic(self) -> bool:
        """Whether it speaks of all treatments of its days."""
        return not (self.therapist or self.region or self.protocol)

    def follow_ups(self) -> QuerySet[FollowUp]:
        """The follow-ups of the treatments in scope; what was taken back never was."""
        found = FollowUp.objects.visible_to(self.staff).filter(
            treatment__treated_at__gte=self.since,
            treatment__treated_at__lt=self.until,
            treatment__undone_at__isnull=True,
        )
        if self.therapist:
            found = found.filter(treatment__therapist=self.therapist)
        if self.region:
            found = found.filter(treatment__regions__0=self.region)
        if self.protocol:
            found = found.filter(version__protocol=self.protocol)
        return found

    def check_ins(self) -> QuerySet[CheckIn]:
        """The rounds of questions of those follow-ups."""
        rounds: QuerySet[CheckIn] = CheckIn.objects.filter(follow_up__in=self.follow_ups())
        return rounds

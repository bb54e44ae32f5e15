"""All patients of a clinic page by page, each page as quick as the first."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from followup.care.models import FollowUp, FollowUpState
from followup.clinic.models import Channel, Consent, ContactPoint, Patient, Staff
from followup.web.patients.finding import shown

PAGE = 50


class Those(models.TextChoices):
    """Which patients are listed."""

    EVERYBODY = "all", _("Everybody")
    FOLLOWED = "followed", _("With a follow-up")
    OPTED_OUT = "opted_out", _("Want no messages")
    UNREACHABLE = "unreachable", _("Out of reach")


ALL = Those.EVERYBODY


@dataclass(frozen=True, slots=True)
class Listed:
    """One page, and the key of the next; none on the last."""

    patients: list[Patient]
    following: int | None


def page_of(*, staff: Staff, those: Those, before: int | None = None) -> Listed:
    """The newest records first; `before` is the key that the page before this one gave."""
    rows = shown(staff)
    if those != Those.EVERYBODY:
        rows = rows.filter(pk__in=_KINDS[those](staff))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk").prefetch_related("contact_points")[: PAGE + 1])
    return Listed(page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None)


def _followed(staff: Staff) -> QuerySet[FollowUp, int]:
    active = FollowUp.objects.visible_to(staff).filter(state=FollowUpState.ACTIVE)
    return active.values_list("patient", flat=True)


def _opted_out(staff: Staff) -> QuerySet[Consent, int]:
    """Those whose newest line on texts is a no, found from the few that ever said so."""
    later = Consent.objects.filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")),
        patient=OuterRef("patient"),
        channel=Channel.SMS,
    )
    revoked = Consent.objects.visible_to(staff).filter(granted=False, channel=Channel.SMS)
    return revoked.filter(~Exists(later)).values_list("patient", flat=True)


def _unreachable(staff: Staff) -> QuerySet[ContactPoint, int]:
    broken = ContactPoint.objects.visible_to(staff).filter(unreachable_at__isnull=False)
    return broken.values_list("patient", flat=True)


_KINDS = {
    Those.FOLLOWED: _followed,
    Those.OPTED_OUT: _opted_out,
    Those.UNREACHABLE: _unreachable,
}

"""Give an item to one member of staff, or to nobody."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from followup.clinic.access import Act, may
from followup.clinic.models import Staff
from followup.replies import trail
from followup.replies.models import ItemKind, ReviewItem


class NotAssigned(ValueError):
    """Somebody who cannot have this item; the text says why."""


def act_for(item: ReviewItem) -> Act:
    """What a patient wrote is for clinicians to judge; the front desk calls and mends addresses."""
    return Act.REVIEW if item.kind == ItemKind.REPLY else Act.CALL


def who_may_have(item: ReviewItem) -> list[Staff]:
    """The colleagues whose role includes it, by name."""
    staff: QuerySet[Staff] = Staff.objects.filter(clinic=item.clinic_id, is_active=True)
    return [one for one in staff.order_by("name", "pk") if may(one, act_for(item))]


@transaction.atomic
def assign(*, item: ReviewItem, to: Staff | None, by: Staff, at: datetime) -> bool:
    """False where they had it already; nobody (None) takes it off their list."""
    if to is not None and not (to.clinic_id == item.clinic_id and may(to, act_for(item))):
        raise NotAssigned(_("Their role does not include this. Choose somebody else."))
    locked: ReviewItem = ReviewItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if locked.closed_at is not None:
        raise NotAssigned(_("Somebody closed this in the meantime. Nothing was changed."))
    if locked.assignee_id == (to.pk if to else None):
        return False
    locked.assignee = to
    locked.save(update_fields=["assignee"])
    trail.leave("assigned", item=locked, by=by, at=at, to=to.pk if to else None)
    return True

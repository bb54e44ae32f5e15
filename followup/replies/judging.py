"""Judges a reading with what is known of the patient, the treatment and the rounds before."""

from collections.abc import Mapping

from followup.care.models import CheckIn, FollowUp
from followup.clinic.models import Anticoagulant, Patient
from followup.replies import triage
from followup.replies.models import Rank
from followup.replies.reader import Reading
from followup.replies.triage import Urgency, Verdict

RANKS: Mapping[str, Rank] = {
    Urgency.URGENT: Rank.URGENT,
    Urgency.ATTENTION: Rank.ATTENTION,
    Urgency.ROUTINE: Rank.ROUTINE,
}
# Where no treatment is known, a score is judged as strictly as long after one.
_LONG_AFTER = 96.0
_THINNED = {Anticoagulant.YES: True, Anticoagulant.NO: False}


def judged(
    reading: Reading,
    *,
    asked: str,
    patient: Patient | None,
    check_in: CheckIn | None,
    follow_up: FollowUp | None,
    hours_after: float | None,
) -> Verdict:
    """How urgent a reading is; `check_in` is the round that it answers, where there is one."""
    return triage.judge(
        reading,
        asked=asked,
        region=follow_up.treatment.region if follow_up else None,
        hours_after=_LONG_AFTER if hours_after is None else hours_after,
        anticoagulant=_THINNED.get(Anticoagulant(patient.anticoagulant)) if patient else None,
        history=_scores_before(check_in, follow_up),
    )


def _scores_before(check_in: CheckIn | None, follow_up: FollowUp | None) -> list[int]:
    earlier = CheckIn.objects.filter(follow_up=follow_up, soreness__isnull=False)
    if check_in is not None:
        earlier = earlier.filter(opened_at__lt=check_in.opened_at)
    return list(earlier.order_by("opened_at").values_list("soreness", flat=True))

"""The Message that a planned row becomes: its words, its address, how long it is of use."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from followup.care.models import PlannedMessage
from followup.care.planning import zones_of
from followup.clinic.models import Channel, ContactPoint
from followup.messaging import links, words
from followup.messaging.models import Message
from followup.messaging.render import Value


class Composer:
    """Composes the messages of one batch; the clinics' own templates are read once."""

    def __init__(self, *, rows: Sequence[PlannedMessage]) -> None:
        self._published = words.load_published(clinic_ids={row.clinic_id for row in rows})

    def message(
        self, row: PlannedMessage, *, channel: str, point: ContactPoint, at: datetime
    ) -> Message:
        """An unsaved Message of `row`; raises TemplateError when its words cannot be used."""
        composed = words.compose(
            clinic=row.clinic,
            kind=row.kind,
            channel=channel,
            language=row.patient.language,
            variables=_variables(row, channel=channel, point=point, at=at),
            published=self._published,
        )
        return Message(
            clinic=row.clinic,
            patient=row.patient,
            follow_up=row.follow_up,
            planned=row,
            kind=row.kind,
            channel=channel,
            to=point.value,
            to_index=point.index,
            subject=composed.subject,
            body=composed.body,
            segments=composed.segments,
            template_version_id=composed.template_version_id,
            created_at=at,
            due_at=at,
            expires_at=row.expires_at,
        )


def _variables(
    row: PlannedMessage, *, channel: str, point: ContactPoint, at: datetime
) -> Mapping[str, Value]:
    treatment = row.follow_up.treatment
    phone = point.value if channel == Channel.SMS else ""
    return words.variables_for(
        clinic=row.clinic,
        channel=channel,
        language=row.patient.language,
        variant=row.step.slug,
        first_name=row.patient.first_name,
        region=treatment.region,
        condition=treatment.condition,
        next_visit_at=treatment.next_visit_at,
        at=at,
        zone=zones_of(
            clinic_zone=row.clinic.time_zone, time_zone=row.patient.time_zone, number=phone
        )[0],
        unsubscribe_link=links.unsubscribe_url(row.patient_id) if channel == Channel.EMAIL else "",
    )

"""The Message that a planned row becomes: its words, its address, how long it is of use."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from followup.care.planning import zones_of
from followup.clinic.models import Channel, Patient
from followup.messaging import answer_links, links, words
from followup.messaging.due import Due
from followup.messaging.facts import Point
from followup.messaging.models import AnswerLink, Message
from followup.messaging.render import Value
from followup.messaging.variants import variant_of


class Composer:
    """Composes the messages of one batch; the clinics' own templates are read once."""

    def __init__(self, *, rows: Sequence[Due]) -> None:
        # Of those messages whose words carry a link; stored after them.
        self.links: list[AnswerLink] = []
        self._published = words.load_published(clinic_ids={row.clinic_id for row in rows})

    def message(self, row: Due, *, channel: str, point: Point, at: datetime) -> Message:
        """An unsaved Message of `row`; raises TemplateError when its words cannot be used."""
        token = answer_links.fresh()
        composed = words.compose(
            clinic=row.clinic,
            kind=row.kind,
            channel=channel,
            language=row.language,
            variables=_variables(
                row,
                channel=channel,
                point=point,
                at=at,
                answer_link=token.url if row.step.asks else "",
            ),
            published=self._published,
        )
        message = Message(
            clinic=row.clinic,
            patient=_receiver(row),
            follow_up_id=row.follow_up_id,
            planned_id=row.pk,
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
        if token.url in composed.body:
            self.links.append(answer_links.row(token=token, message=message, at=at))
        return message


def _receiver(row: Due) -> Patient:
    return Patient(
        pk=row.patient_id,
        clinic_id=row.clinic_id,
        language=row.language,
        time_zone=row.time_zone,
    )


def _variables(
    row: Due, *, channel: str, point: Point, at: datetime, answer_link: str
) -> Mapping[str, Value]:
    phone = point.value if channel == Channel.SMS else ""
    return words.variables_for(
        clinic=row.clinic,
        channel=channel,
        language=row.language,
        variant=variant_of(
            kind=row.kind,
            slug=row.step.slug,
            offset_days=row.step.offset_days,
            asks=row.step.asks,
        ),
        first_name=row.first_name,
        region=row.regions[0],
        condition=row.condition,
        neutral=row.neutral_words,
        next_visit_at=row.next_visit_at,
        at=at,
        zone=zones_of(clinic_zone=row.clinic.time_zone, time_zone=row.time_zone, number=phone)[0],
        answer_link=answer_link,
        unsubscribe_link=links.unsubscribe_url(row.patient_id) if channel == Channel.EMAIL else "",
    )

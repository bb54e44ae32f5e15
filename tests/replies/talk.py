"""A conversation with a patient as the product has it, without a provider in between."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from followup.care import planning
from followup.care.models import CheckIn, Kind, PlannedMessage, PlannedState, Treatment
from followup.clinic.contacts import index_of
from followup.clinic.models import Channel, Clinic, Patient
from followup.messaging import receive
from followup.messaging.models import Inbound, Message, MessageKind, Status
from followup.messaging.receive import Arrival
from followup.replies import conversation
from followup.replies.models import ReadingRecord, Reply, ReviewItem


@dataclass
class Talk:
    """What is said to and by one number of a clinic."""

    clinic: Clinic
    number: str
    at: datetime
    channel: str = Channel.SMS
    _ids: "count[int]" = field(default_factory=count)

    def treat(self, patient: Patient, *, regions: tuple[str, ...] = ("knee",)) -> Treatment:
        return planning.log_treatment(
            patient=patient,
            visit=planning.Visit(
                treated_at=self.at, regions=regions, next_visit_at=self.at + timedelta(days=7)
            ),
            at=self.at,
        )

    def ask(self, treatment: Treatment, step: str = "day1", *, hours: float = 24) -> CheckIn:
        """The first text of a round has gone, and was accepted."""
        at = treatment.treated_at + timedelta(hours=hours)
        row = PlannedMessage.objects.get(
            follow_up__treatment=treatment, step__slug=step, kind__in=_FIRST
        )
        row.state, row.settled_at, row.reason = PlannedState.DONE, at, ""
        row.save()
        check_in: CheckIn = CheckIn.objects.create(
            clinic=self.clinic,
            follow_up=row.follow_up,
            patient=row.patient,
            planned=row,
            awaiting=row.step.asks[0],
            opened_at=at,
            asked_at=at,
        )
        self._sent(row, check_in, at)
        planning.plan_nudge(planned=row, accepted_at=at)
        return check_in

    def says(
        self, words: str, *, hours: float = 24.1, sender: str = "", automatic: bool = False
    ) -> Reply:
        return self.read(self.arrives(words, hours=hours, sender=sender, automatic=automatic))

    def read(self, inbound: Inbound) -> Reply:
        reply = conversation.read_inbound(inbound.pk, at=inbound.received_at)
        assert reply is not None
        return reply

    def arrives(
        self,
        words: str,
        *,
        hours: float = 24.1,
        sender: str = "",
        automatic: bool = False,
        keyword: str = "",
        media: tuple[tuple[str, str], ...] = (),
    ) -> Inbound:
        """Stored, with STOP heeded, and not read yet."""
        inbound = receive.arrived(
            arrival=Arrival(
                clinic=self.clinic,
                channel=self.channel,
                provider="twilio",
                provider_id=f"SM{next(self._ids):032d}",
                sender=sender or self.number,
                recipient=self.clinic.sms_number,
                body=words,
                words=words,
                keyword=keyword,
                automatic=automatic,
                media=media,
            ),
            at=self.at + timedelta(hours=hours),
        )
        assert inbound is not None
        return inbound

    def answers(self) -> list[str]:
        """What was said back, oldest first, by kind and the first words."""
        sent = Message.objects.filter(clinic=self.clinic, answers__isnull=False).order_by("pk")
        return [f"{message.kind}: {message.body}" for message in sent]

    def _sent(self, row: PlannedMessage, check_in: CheckIn, at: datetime) -> None:
        Message.objects.create(
            clinic=self.clinic,
            patient=row.patient,
            follow_up=row.follow_up,
            planned=row,
            check_in=check_in,
            kind=MessageKind(row.kind),
            channel=self.channel,
            to=self.number,
            to_index=index_of(self.channel, self.number),
            body=f"Peak PT: how are you, {row.step.slug}? Reply 0 to 10.",
            status=Status.ACCEPTED,
            created_at=at,
            due_at=at,
            accepted_at=at,
            expires_at=row.expires_at,
        )


_FIRST = (Kind.CHECK_IN, Kind.SAFETY_CHECK, Kind.NEXT_VISIT)


def reading_of(reply: Reply) -> ReadingRecord:
    found: ReadingRecord = reply.readings.get()
    return found


def item_of(patient: Patient | None) -> ReviewItem:
    found: ReviewItem = ReviewItem.objects.get(patient=patient, closed_at__isnull=True)
    return found


def codes(item: ReviewItem) -> set[str]:
    return {str(code) for code, _ in item.reasons}

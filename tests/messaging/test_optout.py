"""STOP, START and HELP: heeded at once, confirmed once at most, and by exactly one of the two."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from followup.care.models import Kind, PlannedMessage, PlannedState
from followup.clinic import consent, contacts
from followup.clinic.models import Channel, Clinic, Language, OptOutReply, Patient, Staff
from followup.lib import clock
from followup.messaging import claim, optout, outbox, recheck
from followup.messaging.keywords import Keyword
from followup.messaging.models import (
    Inbound,
    Message,
    MessageKind,
    Status,
    Template,
    TemplateVersion,
)
from tests.engine import reachable, treated
from tests.messaging.calls import HAL, at_once, message_to, sid, texts_us
from tests.sandbox_fixture import AUTH_TOKEN

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _account(settings: Any, monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    settings.TWILIO_AUTH_TOKEN = AUTH_TOKEN
    monkeypatch.setattr(clock, "now", lambda: at + timedelta(minutes=1))


@pytest.fixture
def answers(peak: Clinic) -> Clinic:
    """The clinic, where the provider's filter is off and this system answers."""
    peak.opt_out_reply = OptOutReply.CLINIC
    peak.save()
    return peak


def agrees(patient: Patient, channel: str = Channel.SMS) -> bool:
    return consent.standing(patient_ids=[patient.pk], channel=channel)[patient.pk]


def sent(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind))


def test_stop_ends_consent_and_everything_planned(hal: Patient, at: datetime) -> None:
    treated(hal, at=at)
    assert PlannedMessage.objects.filter(state=PlannedState.PLANNED).exists()
    assert texts_us("STOP").status_code == 200
    assert not agrees(hal)
    assert not PlannedMessage.objects.filter(state=PlannedState.PLANNED).exists()
    taken_back = PlannedMessage.objects.filter(state=PlannedState.CANCELLED)
    assert set(taken_back.values_list("reason", flat=True)) == {"opted_out"}


def test_what_waits_in_the_queue_is_withdrawn_with_its_reason(
    hal: Patient, peak: Clinic, at: datetime
) -> None:
    waiting = message_to(hal, clinic=peak, at=at, status=Status.QUEUED)
    texts_us("stop")
    waiting.refresh_from_db()
    assert (waiting.status, waiting.reason) == (Status.FAILED, "opted_out")


def test_a_safety_text_and_word_to_staff_still_go(
    hal: Patient, peak: Clinic, alice: Staff, at: datetime
) -> None:
    safety = message_to(hal, clinic=peak, at=at, status=Status.QUEUED, kind="safety_text")
    alert = message_to(hal, clinic=peak, at=at, status=Status.QUEUED, kind="alert", staff=alice)
    texts_us("STOP")
    for message in (safety, alert):
        message.refresh_from_db()
        assert message.status == Status.QUEUED


@pytest.mark.parametrize("word", ["STOP", "stop.", "Unsubscribe", "REVOKE", "optout", "END"])
def test_what_the_providers_filter_answers_is_not_answered_again(hal: Patient, word: str) -> None:
    texts_us(word)
    assert not agrees(hal)
    assert len(sent(MessageKind.OPT_OUT)) == (word == "stop.")


@pytest.mark.parametrize(
    "word", ["OPT OUT", "opt out", "stop please", "PARAR", "ya basta", "no más"]
)
def test_what_the_filter_does_not_know_is_confirmed_by_us_once(hal: Patient, word: str) -> None:
    texts_us(word)
    assert not agrees(hal)
    (confirmation,) = sent(MessageKind.OPT_OUT)
    assert (confirmation.to, confirmation.patient) == (HAL, hal)
    texts_us(word)
    texts_us("STOP")
    assert len(sent(MessageKind.OPT_OUT)) == 1


def test_a_clinic_that_answers_itself_confirms_every_word_once(
    answers: Clinic, hal: Patient
) -> None:
    texts_us("STOP")
    texts_us("STOP")
    assert len(sent(MessageKind.OPT_OUT)) == 1


def test_what_advanced_opt_out_took_for_stop_counts_and_was_answered_there(
    answers: Clinic, hal: Patient
) -> None:
    texts_us("ARRET", OptOutType="STOP")
    assert not agrees(hal)
    assert sent(MessageKind.OPT_OUT) == []


def test_the_confirmation_speaks_the_patients_language(answers: Clinic, hal: Patient) -> None:
    hal.language = Language.ES
    hal.save()
    texts_us("ALTO")
    spanish = sent(MessageKind.OPT_OUT)[0].body
    Message.objects.all().delete()
    hal.language = Language.EN
    hal.save()
    texts_us("START")
    texts_us("ALTO")
    assert spanish
    assert sent(MessageKind.OPT_OUT)[0].body != spanish


def test_words_that_somebody_broke_do_not_undo_the_stop(answers: Clinic, hal: Patient) -> None:
    template = Template.objects.create(
        clinic=answers, kind="opt_out", channel=Channel.SMS, language="en"
    )
    TemplateVersion.objects.create(
        clinic=answers, template=template, number=1, source="{{ nobody.knows }}",
        published_at="2026-01-01T00:00Z",
    )  # fmt: skip
    assert texts_us("STOP").status_code == 200
    assert not agrees(hal)


def test_stop_concerns_everybody_on_that_phone_and_nobody_elsewhere(
    peak: Clinic, hal: Patient, charlie: Staff, at: datetime
) -> None:
    twin = reachable(peak, "Ann", "Reyes", number=HAL, at=at)
    other = reachable(peak, "Ida", "Moss", number="+17205550178", at=at)
    elsewhere = reachable(charlie.clinic, "Hal", "Reyes", number=HAL, at=at)
    texts_us("STOP")
    assert [agrees(p) for p in (hal, twin, other, elsewhere)] == [False, False, True, True]


def test_a_stop_is_heard_even_where_nobody_had_agreed(peak: Clinic, at: datetime) -> None:
    patient = reachable(peak, "Ida", "Moss", at=at)
    contacts.add(patient=patient, channel=Channel.SMS, value=HAL)
    texts_us("STOP")
    assert [line.granted for line in patient.consents.all()] == [False]


def test_a_stop_of_an_unknown_number_is_kept_for_a_person(peak: Clinic) -> None:
    assert texts_us("STOP", sender="+13035550999").status_code == 200
    inbound = Inbound.objects.get()
    assert inbound.read_at is None
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    "words",
    [
        "it won't stop hurting",
        "cancel my Tuesday visit",
        "at the end of the day 4",
        "stopped hurting",
    ],
)
def test_a_keyword_within_a_sentence_is_no_keyword(hal: Patient, words: str) -> None:
    texts_us(words)
    assert agrees(hal)


def test_start_undoes_what_the_patient_said_and_is_confirmed_once(
    answers: Clinic, hal: Patient
) -> None:
    texts_us("STOP")
    texts_us("START")
    assert agrees(hal)
    texts_us("START")
    assert len(sent(MessageKind.OPT_IN)) == 1


@pytest.mark.parametrize("how", ["staff", "form", "import"])
def test_start_does_not_undo_what_staff_or_a_form_refused(
    answers: Clinic, hal: Patient, at: datetime, how: str
) -> None:
    consent.revoke(patient=hal, channel=Channel.SMS, at=at, how=how)
    texts_us("START")
    assert not agrees(hal)
    assert sent(MessageKind.OPT_IN) == []


@pytest.mark.parametrize("how", ["keyword", "words", "provider"])
def test_start_undoes_every_way_in_which_a_patient_says_stop(
    answers: Clinic, hal: Patient, at: datetime, how: str
) -> None:
    consent.revoke(patient=hal, channel=Channel.SMS, at=at, how=how)
    texts_us("UNSTOP")
    assert agrees(hal)


@pytest.mark.parametrize("answer", ["YES", "yes", "Sí", "si", "Y"])
@pytest.mark.parametrize("by_provider", ["", "START"])
def test_yes_is_an_answer_and_never_a_consent(hal: Patient, answer: str, by_provider: str) -> None:
    texts_us("STOP")
    texts_us(answer, **({"OptOutType": by_provider} if by_provider else {}))
    assert not agrees(hal)


def test_help_is_answered_and_not_twice_within_five_minutes(
    answers: Clinic, hal: Patient, monkeypatch: pytest.MonkeyPatch, at: datetime
) -> None:
    for minutes in (0, 1, 4):
        monkeypatch.setattr(clock, "now", lambda m=minutes: at + timedelta(minutes=m))
        texts_us("HELP")
    assert len(sent(MessageKind.HELP)) == 1
    monkeypatch.setattr(clock, "now", lambda: at + timedelta(minutes=6))
    texts_us("AYUDA")
    (_, second) = sent(MessageKind.HELP)
    assert second.expires_at == at + timedelta(minutes=11)
    assert agrees(hal)


def test_help_reaches_whoever_asks_unless_the_provider_answers(peak: Clinic) -> None:
    texts_us("HELP", sender="+13035550999")
    assert sent(MessageKind.HELP) == []
    texts_us("AYUDA", sender="+13035550999")
    assert [message.to for message in sent(MessageKind.HELP)] == ["+13035550999"]


def test_a_stop_by_email_leaves_texts_alone(hal: Patient, at: datetime) -> None:
    contacts.add(patient=hal, channel=Channel.EMAIL, value="hal@example.com")
    consent.grant(patient=hal, channel=Channel.EMAIL, at=at, how="form")
    treated(hal, at=at)
    optout.opt_out(
        clinic=hal.clinic,
        channel=Channel.EMAIL,
        index=contacts.index_of(Channel.EMAIL, "hal@example.com"),
        at=at,
        how="keyword",
    )
    assert (agrees(hal), agrees(hal, Channel.EMAIL)) == (True, False)
    assert PlannedMessage.objects.filter(state=PlannedState.PLANNED).exists()


def test_who_is_told_so_by_the_ledger_and_the_audit(hal: Patient) -> None:
    texts_us("STOP")
    line = hal.consents.order_by("-id")[0]
    assert (line.granted, line.how) == (False, "keyword")
    assert optout.keyword_of(said_by_provider="", words="STOP") == Keyword.STOP


@pytest.mark.django_db(transaction=True)
def test_two_stops_at_once_are_confirmed_once(answers: Clinic, hal: Patient) -> None:
    transaction.set_autocommit(False)
    Patient.objects.select_for_update().get(pk=hal.pk)
    try:
        at_once(
            lambda: texts_us("STOP", MessageSid=sid()).status_code,
            lambda: texts_us("STOP", MessageSid=sid()).status_code,
            until_blocked=2,
            release=transaction.rollback,
        )
    finally:
        transaction.set_autocommit(True)
    assert Inbound.objects.count() == 2
    assert len(sent(MessageKind.OPT_OUT)) == 1
    assert hal.consents.filter(granted=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_stop_between_claim_and_send_keeps_the_message_back(
    hal: Patient, peak: Clinic, at: datetime
) -> None:
    waiting = message_to(hal, clinic=peak, at=at, status=Status.QUEUED)
    ids = claim.queued(clinic_id=peak.pk, channel=Channel.SMS, limit=10, at=at)
    assert ids == [waiting.pk]
    texts_us("STOP")
    assert recheck.still_wanted(ids=ids, at=at) == []
    waiting.refresh_from_db()
    assert (waiting.status, waiting.reason) == (Status.FAILED, "opted_out")


@pytest.mark.django_db(transaction=True)
def test_a_stop_in_the_middle_of_a_batch_waits_for_it_and_lets_nothing_follow(
    hal: Patient, peak: Clinic, at: datetime
) -> None:
    going = message_to(hal, clinic=peak, at=at, status=Status.QUEUED)
    later = message_to(
        hal, clinic=peak, at=at, status=Status.QUEUED, due_at=at + timedelta(hours=1)
    )
    ids = claim.queued(clinic_id=peak.pk, channel=Channel.SMS, limit=10, at=at)
    transaction.set_autocommit(False)
    assert [message.pk for message in recheck.still_wanted(ids=ids, at=at)] == [going.pk]
    try:
        at_once(lambda: texts_us("STOP").status_code, until_blocked=1, release=transaction.commit)
    finally:
        transaction.set_autocommit(True)
    going.refresh_from_db()
    later.refresh_from_db()
    assert going.status == Status.SENDING
    assert (later.status, later.reason) == (Status.FAILED, "opted_out")
    assert not agrees(hal)


def test_nothing_new_is_queued_by_a_stop_but_its_confirmation(
    answers: Clinic, hal: Patient, at: datetime
) -> None:
    treated(hal, at=at)
    assert PlannedMessage.objects.filter(kind=Kind.AFTERCARE).exists()
    texts_us("STOP")
    assert [message.kind for message in Message.objects.all()] == [MessageKind.OPT_OUT]
    assert MessageKind.OPT_OUT in outbox.AT_ONCE

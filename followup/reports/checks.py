"""Whether one clinic can send and hear: asked of the provider now, and read off its own rows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _

from followup.clinic import on_call, phone
from followup.clinic.models import Channel, Clinic
from followup.messaging.models import Inbound, Message, Receipt, Sender, Status
from followup.messaging.providers import account
from followup.messaging.providers.base import ProviderAwayError
from followup.reports.doctor import Finding, Grade

_LATELY = timedelta(days=7)
# A receipt follows within seconds; after this it is missing.
_RECEIPT = timedelta(minutes=10)
_ON_ITS_WAY = (Status.ACCEPTED, Status.DELIVERED)


def of_clinic(*, clinic: Clinic, at: datetime) -> Iterator[Finding]:
    """Each thing that was looked at, in words for an admin."""
    yield _number(clinic)
    yield _account()
    yield from _halted(clinic)
    yield _receipts(clinic, at)
    yield _replies(clinic, at)
    yield _mailbox(clinic)
    yield _mail_server()
    yield _alerts(clinic)


def _number(clinic: Clinic) -> Finding:
    about = _("Number for texts")
    if clinic.messaging_service:
        return Finding(about, "ok", _("Twilio chooses it: a messaging service is set."))
    try:
        fits = phone.e164(clinic.sms_number, country=clinic.country) == clinic.sms_number
    except phone.PhoneError:
        fits = False
    return _judged(
        about, fits, clinic.sms_number, _("No text can go out. Write a number of yours at Twilio.")
    )


def _account() -> Finding:
    about = _("Twilio's answer")
    if not (settings.TWILIO_ACCOUNT_SID and settings.TWILIO_AUTH_TOKEN):
        return Finding(
            about,
            "danger",
            _("Its account and token are missing. Whoever runs this server adds them."),
        )
    try:
        trouble = account.trouble()
    except ProviderAwayError:
        return Finding(
            about, "warning", _("It does not answer just now. Texts wait, and go out when it does.")
        )
    return _judged(about, not trouble, _("It knows our account."), trouble)


def _halted(clinic: Clinic) -> Iterator[Finding]:
    for sender in Sender.objects.of(clinic).exclude(halted_because=""):
        about = _("Texts") if sender.channel == Channel.SMS else _("Emails")
        yield Finding(
            about,
            "danger",
            _("Held back, and tried again every few minutes: %(why)s")
            % {"why": sender.halted_because},
        )


def _receipts(clinic: Clinic, at: datetime) -> Finding:
    about = _("Twilio's receipts")
    sent = Message.objects.of(clinic).filter(
        channel=Channel.SMS,
        status__in=_ON_ITS_WAY,
        accepted_at__range=(at - _LATELY, at - _RECEIPT),
    )
    if not sent.exists():
        return Finding(about, "warning", _("No text has gone out in a week. Send a test to see."))
    heard = Receipt.objects.filter(message__in=sent).exists()
    return _judged(
        about,
        heard,
        _("They reach us."),
        _("Texts go out, but nothing says whether they arrive. Twilio cannot reach %(address)s.")
        % {"address": settings.PUBLIC_BASE_URL},
    )


def _replies(clinic: Clinic, at: datetime) -> Finding:
    about = _("Patients' replies")
    came = Inbound.objects.of(clinic).filter(channel=Channel.SMS, received_at__gt=at - _LATELY)
    count, fetched = came.count(), came.filter(polled=True).count()
    if not count:
        return Finding(
            about, "warning", _("None came in this week. Text the number to see that it arrives.")
        )
    if fetched:
        words = _(
            "%(fetched)d of %(count)d had to be fetched from Twilio, which makes them late. "
            "Its webhook for incoming messages does not reach us."
        )
        return Finding(about, "warning", words % {"fetched": fetched, "count": count})
    return Finding(about, "ok", _("They reach us."))


def _mailbox(clinic: Clinic) -> Finding:
    return _judged(
        _("Address for emails"),
        bool(clinic.email_from),
        clinic.email_from,
        _("Without one, emails come from the server's own address: %(address)s.")
        % {"address": settings.DEFAULT_FROM_EMAIL},
        otherwise="warning",
    )


def _mail_server() -> Finding:
    about = _("Mail server")
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except (SMTPException, OSError) as error:
        words = _("It does not take us in (%(why)s). Emails wait, and go out when it does.")
        return Finding(about, "danger", words % {"why": type(error).__name__})
    return Finding(about, "ok", _("It takes us in."))


def _alerts(clinic: Clinic) -> Finding:
    return _judged(
        _("Urgent alerts"),
        any(person.phone for person in on_call.line(clinic)),
        _("Somebody with a phone is on call."),
        _("Nobody on call has a phone. Add a number under Staff, and a place under On call."),
    )


def _judged(
    about: str, is_well: bool, well: str, mend: str, *, otherwise: Grade = "danger"
) -> Finding:
    return Finding(about, "ok" if is_well else otherwise, well if is_well else mend)

"""Email through Django's mail backend: plain SMTP, or any provider that django-anymail knows."""

import smtplib
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import parseaddr

import requests
from anymail.exceptions import AnymailError, AnymailRecipientsRefused, AnymailRequestsAPIError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from followup.messaging.delivery import Fault
from followup.messaging.providers.base import Found, Handed, Outgoing, Received

_NOT_REACHED = Fault("away", "The mail server cannot be reached.", retry=True, never_arrived=True)
_NO_ANSWER = Fault("silent", "The mail server did not say whether it took the message.")
_BUSY = Fault("busy", "The mail server asks to try again later.", retry=True, never_arrived=True)
_NO_SUCH_ADDRESS = Fault(
    "no_address", "There is no such address. Ask the patient.", unreachable=True
)
_REFUSED = Fault("refused", "The mail server refuses this message. Look at its log.")
_SET_UP = Fault(
    "set_up",
    "The mail server refuses the sign-in or the sender. Check the SMTP or Anymail settings.",
    halts=True,
)
_TOO_MANY = 429
_CLIENT_ERROR, _SERVER_ERROR = 400, 500
_UNAUTHORIZED = frozenset({401, 403})


class Email:
    """Whatever EMAIL_BACKEND names."""

    name = "email"

    def __init__(self, *, backend: str) -> None:
        self._backend = backend

    def send(self, batch: Sequence[Outgoing]) -> list[Handed]:
        """One connection, one message after the other."""
        connection: BaseEmailBackend = get_connection(self._backend)
        handed = []
        for message in batch:
            result = _hand_over(connection, message)
            if result.result != "accepted":
                _let_go(connection)
            handed.append(result)
        _let_go(connection)
        return handed

    def find(self, *, to: str, since: datetime) -> Iterable[Found] | None:  # noqa: ARG002
        """Mail servers keep no list: what they did not answer stays unknown, for a person."""
        return None

    def received(self, *, numbers: Sequence[str], since: datetime) -> Iterable[Received]:  # noqa: ARG002
        """Nor do they list what came in."""
        return ()


def message_id(message: Outgoing) -> str:
    """The fixed Message-ID, so that a mailbox shows a message that came twice once."""
    domain = parseaddr(message.sender)[1].rpartition("@")[2] or "localhost"
    return f"<{message.public_id}@{domain}>"


def _hand_over(connection: BaseEmailBackend, message: Outgoing) -> Handed:
    email = _as_email(connection, message)
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError:
        return Handed(message.public_id, "later", fault=_SET_UP)
    except (smtplib.SMTPException, OSError):
        return Handed(message.public_id, "later", fault=_NOT_REACHED)
    try:
        connection.send_messages([email])
    except (smtplib.SMTPException, AnymailError, requests.RequestException, OSError) as error:
        return _not_sent(message, error)
    status = getattr(email, "anymail_status", None)
    provider_id = getattr(status, "message_id", None) or message_id(message)
    return Handed(message.public_id, "accepted", provider_id=str(provider_id))


def _as_email(connection: BaseEmailBackend, message: Outgoing) -> EmailMultiAlternatives:
    headers = {"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"}
    if message.unsubscribe_url:
        # RFC 8058: the mail program posts there by itself; a GET changes nothing.
        headers["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        from_email=message.sender,
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers=headers,
        connection=connection,
    )
    if message.html:
        email.attach_alternative(message.html, "text/html")
    # For django-anymail: our id on every receipt, and no spying on who opens what.
    email.metadata = {"public_id": str(message.public_id)}  # type: ignore[attr-defined]
    email.track_opens = email.track_clicks = False  # type: ignore[attr-defined]
    return email


def _not_sent(message: Outgoing, error: Exception) -> Handed:
    fault = _fault_of(error)
    if fault is _NO_ANSWER:
        return Handed(message.public_id, "unknown", fault=fault)
    return Handed(
        message.public_id, "later" if fault.retry or fault.halts else "refused", fault=fault
    )


def _fault_of(error: Exception) -> Fault:
    if isinstance(error, smtplib.SMTPException):
        return _fault_of_smtp(error)
    if isinstance(error, AnymailRecipientsRefused):
        return _NO_SUCH_ADDRESS
    if isinstance(error, requests.ConnectTimeout):
        return _NOT_REACHED
    if isinstance(error, AnymailRequestsAPIError) and error.status_code:
        return _fault_of_status(int(error.status_code))
    # Refused before the network: an option or a letter that the provider cannot carry.
    unsent = isinstance(error, AnymailError) and not isinstance(error, requests.RequestException)
    return _REFUSED if unsent else _NO_ANSWER


def _fault_of_smtp(error: smtplib.SMTPException) -> Fault:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return _NO_SUCH_ADDRESS if min(codes, default=550) >= _SERVER_ERROR else _BUSY
    if not isinstance(error, smtplib.SMTPResponseException):
        return _NO_ANSWER
    if error.smtp_code < _SERVER_ERROR:
        return _BUSY
    return _SET_UP if isinstance(error, smtplib.SMTPSenderRefused) else _REFUSED


def _fault_of_status(status: int) -> Fault:
    if status == _TOO_MANY:
        return _BUSY
    if status in _UNAUTHORIZED:
        return _SET_UP
    return _REFUSED if _CLIENT_ERROR <= status < _SERVER_ERROR else _NO_ANSWER


def _let_go(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        return

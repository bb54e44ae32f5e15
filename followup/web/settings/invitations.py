"""The email with which somebody sets their password: sent by an admin, works once."""

from smtplib import SMTPException

import structlog
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from followup.clinic.models import Staff

log = structlog.get_logger(__name__)


def send(*, staff: Staff, by: Staff) -> bool:
    """Whether the mail server took it; in the language in which they will read the pages."""
    with translation.override(staff.language):
        context = {"staff": staff, "clinic": staff.clinic, "by": by, "link": link(staff)}
        subject = render_to_string("web/settings/invitation_subject.txt", context)
        body = render_to_string("web/settings/invitation.txt", context)
    mail = EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[staff.email])
    try:
        return mail.send() == 1
    except (SMTPException, OSError) as error:
        log.warning("invitation_unsent", staff=staff.pk, why=type(error).__name__)
        return False


def link(staff: Staff) -> str:
    """Where they set their password; a GET there changes nothing."""
    key = {"uidb36": user_pk_to_url_str(staff), "key": default_token_generator.make_token(staff)}
    return settings.PUBLIC_BASE_URL + reverse("account_reset_password_from_key", kwargs=key)

"""Twilio's webhooks in our words: a text that came in, or what became of one that went out.

Parameters come and go without notice, so unknown ones are kept and missing ones are allowed, but
for those without which nothing can be stored once.
https://www.twilio.com/docs/messaging/guides/webhook-request
"""

import re

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError

from followup.messaging.providers import twilio_signature, twilio_words
from followup.messaging.providers.base import Received
from followup.messaging.providers.refusal import Refused
from followup.messaging.receive import Report

NAME = "twilio"
# 1,600 characters and ten media addresses are some 20 kB.
_LARGEST = 256_000
_MOST_MEDIA = 10
_LONGEST = 255
_SID = re.compile(r"[A-Za-z0-9]{2,64}")
_PLAIN = re.compile(r"[\w .:+-]*")
_BAD_REQUEST, _TOO_LARGE = 400, 413


def signed_form(request: HttpRequest) -> QueryDict:
    """The parameters of a request that Twilio signed; raises Refused."""
    form = _form(request)
    twilio_signature.check(
        url=settings.PUBLIC_BASE_URL + request.get_full_path(),
        form=form,
        signature=request.headers.get(twilio_signature.HEADER, ""),
        tokens=(settings.TWILIO_AUTH_TOKEN, settings.TWILIO_AUTH_TOKEN_OLD),
    )
    return form


def text_in(form: QueryDict) -> Received:
    """A text that came in; raises Refused where what makes it one is missing."""
    return Received(
        provider_id=_sid(form),
        sender=_needed(form, "From"),
        recipient=_needed(form, "To"),
        body=form.get("Body", ""),
        sent_at=None,
        media=_media(form),
        raw={name: str(form[name]) for name in form},
    )


def keyword_in(form: QueryDict) -> str:
    """What Twilio's own filter took it for: STOP, START, HELP or nothing."""
    found = form.get("OptOutType", "").strip().upper()
    return found if found in {"STOP", "START", "HELP"} else ""


def report_in(form: QueryDict) -> Report:
    """What became of a text; a status that nobody has heard of is a value like any other."""
    status = _word(_needed(form, "MessageStatus"), 32)
    code = _word(form.get("ErrorCode", ""), 40)
    return Report(
        provider=NAME,
        provider_id=_sid(form),
        status=status,
        error_code=code,
        said=twilio_words.said(status, code),
        raw={name: str(form[name]) for name in form},
    )


def _form(request: HttpRequest) -> QueryDict:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length) > _LARGEST:
        raise Refused(_TOO_LARGE, f"More than {_LARGEST} bytes: that is no message.")
    try:
        return request.POST
    except (SuspiciousOperation, BadRequest, MultiPartParserError, UnicodeError) as error:
        raise Refused(
            _BAD_REQUEST,
            "The body cannot be read. Twilio sends a form in UTF-8 with a few dozen parameters.",
        ) from error


def _sid(form: QueryDict) -> str:
    sid = _needed(form, "MessageSid")
    if not _SID.fullmatch(sid):
        raise Refused(_BAD_REQUEST, "MessageSid is not one of Twilio's.")
    return sid


def _needed(form: QueryDict, name: str) -> str:
    value = form.get(name, "").strip()
    if not value:
        raise Refused(_BAD_REQUEST, f"The parameter {name} is missing. Is this a message webhook?")
    if "\x00" in value or len(value) > _LONGEST:
        raise Refused(_BAD_REQUEST, f"The parameter {name} is nothing that Twilio sends.")
    return value


def _word(value: str, most: int) -> str:
    return value[:most] if _PLAIN.fullmatch(value) else "unreadable"


def _media(form: QueryDict) -> tuple[tuple[str, str], ...]:
    pairs = (
        (form.get(f"MediaUrl{n}", ""), form.get(f"MediaContentType{n}", ""))
        for n in range(_MOST_MEDIA)
    )
    return tuple((url, kind) for url, kind in pairs if url)

"""Canned replies: the shipped ones, with a clinic's own before them, filled in for a patient."""

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from followup.clinic import audit
from followup.clinic.models import Clinic, Language, Patient, Staff
from followup.messaging import render, spoken
from followup.messaging.render import TemplateError
from followup.replies.models import CannedReply

VARIABLES = ("first_name", "clinic_name", "clinic_phone")
LONGEST = 600
_FILE = Path(__file__).with_name("canned.toml")


class NotKept(ValueError):
    """A wording that cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Canned:
    """One wording as it is offered; `is_own`: the clinic wrote it."""

    slug: str
    language: str
    title: str
    body: str
    is_own: bool = False
    hidden: bool = False


def all_of(clinic: Clinic) -> list[Canned]:
    """Shipped and own, hidden ones included, by language and title."""
    found = {(each.slug, each.language): each for each in _shipped()}
    for row in CannedReply.objects.filter(clinic=clinic):
        found[row.slug, row.language] = Canned(
            row.slug, row.language, row.title, row.body, is_own=True, hidden=row.hidden
        )
    return sorted(found.values(), key=lambda each: (each.language, each.title.casefold()))


def for_patient(patient: Patient) -> list[Canned]:
    """What is offered for a reply to them: in their language first, filled in."""
    offered = [each for each in all_of(patient.clinic) if not each.hidden]
    offered.sort(key=lambda each: each.language != patient.language)
    return [replace(each, body=filled(each.body, patient)) for each in offered]


def filled(body: str, patient: Patient) -> str:
    """The words for this patient; one that somebody broke stands as it is."""
    clinic = patient.clinic
    variables = {
        "first_name": spoken.first_name(patient.first_name),
        "clinic_name": clinic.name,
        "clinic_phone": clinic.phone,
    }
    try:
        return render.render(source=body, variables=variables)
    except TemplateError:
        return body


@transaction.atomic
def keep(
    *,
    clinic: Clinic,
    slug: str,
    language: str,
    title: str,
    body: str,
    hidden: bool,
    by: Staff,
    at: datetime,
) -> CannedReply:
    """Store a clinic's own wording; an empty slug makes a new one. Raises NotKept."""
    _refuse(title, body)
    row: CannedReply
    row, _made = CannedReply.objects.update_or_create(
        clinic=clinic,
        slug=slug or _new_slug(clinic, title, language),
        language=Language(language),
        defaults={
            "title": title,
            "body": body,
            "hidden": hidden,
            "changed_at": at,
            "changed_by": by,
        },
    )
    audit.record(
        clinic_id=clinic.pk,
        act="canned_reply.changed",
        subject="canned_reply",
        subject_id=row.pk,
        at=at,
        by=by,
    )
    return row


def _refuse(title: str, body: str) -> None:
    if not title.strip() or not body.strip():
        raise NotKept(_("Write a title and the words."))
    if len(body) > LONGEST:
        raise NotKept(_("The words are too long. Keep them under 600 characters."))
    try:
        render.check(source=body, names=VARIABLES)
    except TemplateError as error:
        raise NotKept(str(error)) from None


def _new_slug(clinic: Clinic, title: str, language: str) -> str:
    wanted = slugify(title)[:32] or "reply"
    taken = {each.slug for each in all_of(clinic) if each.language == language}
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


@lru_cache(maxsize=1)
def _shipped() -> tuple[Canned, ...]:
    written = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Canned(slug, language, words["title"], words["body"])
        for slug, languages in written.items()
        for language, words in languages.items()
    )

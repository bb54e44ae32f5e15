"""A clinic's own words for the reader: published by people, read with from the next reply on."""

from datetime import datetime
from functools import lru_cache

import structlog
from django.db import transaction

from followup.clinic import access, audit
from followup.clinic.access import Act
from followup.clinic.models import Clinic, Staff
from followup.replies.models import Vocabulary
from followup.replies.reader import Asked, read
from followup.replies.reader.extension import Extension, VocabularyError, extension_of
from followup.replies.reader.lexicon import Lexicon
from followup.replies.triage import Urgency, Verdict, judge

log = structlog.get_logger(__name__)
# An example is read as an answer to "how sore", a day after.
_HOURS = 24.0


@transaction.atomic
def publish(
    *, clinic: Clinic, language: str, text: str, at: datetime, by: Staff | None = None
) -> Vocabulary:
    """Use these words from now on, in place of the clinic's earlier ones in this language.

    Raises VocabularyError where they cannot be used or an example in them is read otherwise.
    """
    if by is not None:
        access.require(by, Act.EDIT_CLINIC)
    if text.strip():
        check(text=text, language=language)
    row: Vocabulary = Vocabulary.objects.create(
        clinic=clinic, language=language, text=text.strip(), published_at=at, published_by=by
    )
    audit.record(
        clinic_id=clinic.pk,
        act="vocabulary published",
        subject="vocabulary",
        subject_id=row.pk,
        at=at,
        by=by,
        details={"language": language},
    )
    return row


def check(*, text: str, language: str) -> Extension:
    """The extension, when all its examples are read as it says. Raises VocabularyError."""
    extension = extension_of(text)
    if extension.language != language:
        raise VocabularyError(f'These are words of "{extension.language}", not of "{language}".')
    for wanted, reply in extension.examples:
        verdict = _verdict(reply, language, extension.known)
        if verdict.urgency is not Urgency(wanted):
            raise VocabularyError(
                f"[examples] {wanted}: {reply!r} is read as {verdict.urgency}: "
                f"{'; '.join(reason.words for reason in verdict.reasons)}."
            )
    return extension


def published(clinic_id: int) -> list[Vocabulary]:
    """The words that are in use, one row a language."""
    rows = Vocabulary.objects.of(clinic_id).order_by("language", "-pk").distinct("language")
    return [row for row in rows if row.text]


def lexicon_for(clinic_id: int) -> Lexicon | None:
    """What replies to this clinic are read with; None where it has no words of its own."""
    texts = tuple(row.text for row in published(clinic_id))
    return _extended(texts) if texts else None


@lru_cache(maxsize=512)
def _extended(texts: tuple[str, ...]) -> Lexicon | None:
    known: Lexicon | None = None
    for text in texts:
        try:
            known = extension_of(text, under=known).known
        except VocabularyError as error:
            # Checked when it was published: an upgrade has changed a name. The others still count.
            log.warning("vocabulary_unusable", why=str(error))
    return known


def _verdict(reply: str, language: str, extended: Lexicon) -> Verdict:
    reading = read(reply, lang=language, asked=Asked.SORENESS, extended=extended)
    return judge(reading, asked=Asked.SORENESS, region=None, hours_after=_HOURS)

"""What the editor shows beside the words: how they look, what they cost, and what is wrong."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from followup.clinic.models import Channel, Clinic
from followup.messaging import lint, mail_body, reading_grade, sample, sms
from followup.messaging.lint import Finding
from followup.messaging.places import Place
from followup.messaging.publishing import findings_of
from followup.messaging.reading_grade import Grade
from followup.messaging.render import TemplateError
from followup.messaging.sample import Case, Sample
from followup.messaging.words import Source


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding in the reader's language, with the line that it is about, cut at the wrong name."""

    finding: Finding
    words: str
    before: str = ""
    wrong: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """All of it; no samples where the words are no template."""

    remarks: list[Remark]
    samples: list[Sample]
    grade: Grade | None
    swapped: list[tuple[str, str]]

    @property
    def usual(self) -> Sample | None:
        return self.samples[0] if self.samples else None

    @property
    def others(self) -> list[Sample]:
        return self.samples[1:]

    @property
    def may_be_published(self) -> bool:
        return not any(remark.finding.severity == "error" for remark in self.remarks)


def look_at(*, clinic: Clinic, place: Place, source: Source, case: Case, at: datetime) -> Look:
    """The words as they stand in the editor, which may be no template at all."""
    if not source.body.strip():
        return Look([_remark(_NO_WORDS, source)], [], None, [])
    findings = findings_of(
        place=place, subject=source.subject, source=source.body, neutral=clinic.neutral_words
    )
    try:
        samples = sample.samples(clinic=clinic, place=place, source=source, case=case, at=at)
    except TemplateError as error:
        findings = findings or [lint.of_error(error)]
        samples = []
    remarks = [_remark(finding, source) for finding in dict.fromkeys(findings)]
    return Look(remarks, samples, _grade(samples, place), _swapped(source, place))


_NO_WORDS = Finding("no_words", "Write the words of the message.")


def said(finding: Finding) -> str:
    """A finding in the reader's language."""
    words = _(finding.pattern)
    return words % dict(finding.values) if finding.values else words


def _remark(finding: Finding, source: Source) -> Remark:
    words = said(finding)
    lines = source.body.split("\n")
    if not finding.line or not finding.name or finding.line > len(lines):
        return Remark(finding, words)
    line = lines[finding.line - 1][:300]
    found = re.search(rf"(?<!\w){re.escape(finding.name)}(?!\w)", line)
    if found is None:
        return Remark(finding, words)
    return Remark(finding, words, line[: found.start()], found[0], line[found.end() :])


def _grade(samples: list[Sample], place: Place) -> Grade | None:
    if not samples or place.entry.for_staff:
        return None
    words = samples[0].words.body
    plain = mail_body.text(words) if place.channel == Channel.EMAIL else words
    return reading_grade.grade_of(plain, language=place.language)


def _swapped(source: Source, place: Place) -> list[tuple[str, str]]:
    """Characters of the words that are sent as cheaper ones that look alike."""
    if place.channel != Channel.SMS:
        return []
    return [
        (character, sms.plain(character))
        for character in dict.fromkeys(source.body)
        if sms.plain(character) not in {character, ""} and not character.isspace()
    ]

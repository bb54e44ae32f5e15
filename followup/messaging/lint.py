"""Looks an admin's words over for what costs money, breaks a rule or gives a patient away; pure.

It advises: an error keeps the words from being published, a warning is for the admin to weigh.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from followup.lib.marked import gettext_noop
from followup.messaging import render, sms, spoken
from followup.messaging.catalog import Catalog, Entry, examples
from followup.messaging.render import TemplateError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: what it is, what it means, and what to do.

    `pattern` is what a translation is found by, `values` go into it; `instead` is what was probably
    meant by the `name` that the template has in the wrong place.
    """

    code: str
    pattern: str
    severity: Literal["error", "warning"] = "error"
    line: int | None = None
    values: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        return self.pattern % dict(self.values) if self.values else self.pattern

    @property
    def name(self) -> str:
        return dict(self.values).get("name", "")

    @property
    def instead(self) -> str:
        return dict(self.values).get("instead", "")


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


# An answer that is one of these opts the patient out, by rule (47 CFR 64.1200(a)(10)) and by the
# provider's filter, whatever the message meant by it.
_OPT_OUT_WORDS = "CANCEL|END|QUIT|REVOKE|UNSUBSCRIBE|OPTOUT|CANCELAR|ALTO|PARAR|SALIR|BAJA"
_IN_CAPITALS = re.compile(rf"(?<!\w)(?:{_OPT_OUT_WORDS})(?!\w)")
_INVITED = re.compile(
    r"\b(?:reply|text|send|answer|write|responda|escriba|env[ií]e|mande|conteste)\s+"
    r"(?:(?:with|con|the word|la palabra)\s+)?(?:[\"'*]*\w+[\"'*]*\s+(?:or|o)\s+)?"
    rf"[\"'*]*(?:{_OPT_OUT_WORDS})\b",
    re.IGNORECASE,
)
# Carriers filter public shorteners (CTIA Messaging Principles 5.3; Twilio error 30007).
_SHORTENERS = re.compile(
    r"\b(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|buff\.ly|rebrand\.ly|rb\.gy|cutt\.ly"
    r"|shorturl\.at|t\.ly|tiny\.cc|lnkd\.in|bl\.ink|s\.id|v\.gd|qr\.ae)\b",
    re.IGNORECASE,
)
_MARKETING = _words(
    r"\d+ ?% (?:off|de descuento)", "discounts?", "promo\\w*", "coupons?", "special offers?",
    "gift cards?", "(?:on|for|big) sale", "rate us", "review us", "leave (?:us )?a review",
    "google reviews?", "refer a friend", "limited time", "free (?:visit|session|trial|consult\\w*)",
    "buy", "follow us", "descuentos?", "ofertas?", "gratis", "rebajas?", "calif[ií]quenos",
    "rese[ñn]as?", "recomi[eé]ndenos", "aproveche", "compre", "rifas?", "cup[oó]n(?:es)?",
)  # fmt: skip
_MEDICINES = _words(
    "nsaids?", "ibuprofen\\w*", "advil", "motrin", "aleve", "naproxen\\w*", "aspirin\\w*",
    "tylenol", "acetaminophen", "acetaminof[eé]n", "paracetamol", "diclofenac\\w*", "voltaren",
    "oxycodone", "tramadol", "blood thinners?", "painkillers?", "analg[eé]sicos?",
    "antiinflamatorios?",
)  # fmt: skip
_CLAIMS = _words("toxins?", "detox\\w*", "toxinas?", "desintoxic\\w*", "flush out", "guarantee\\w*")
# The chest is missing on purpose: the breathing check has to name it. A bare "mano" or "pie" is in
# too many sayings.
_PLACES = {
    *(english for english, _ in spoken.REGIONS.values()),
    *(spanish.partition(" ")[2] for _, spanish in spoken.REGIONS.values()),
} - {"chest wall", "pecho", "mano", "pie", "arm", "brazo", "hand", "head", "foot"}
_HEALTH = _words(
    *sorted(re.escape(place) for place in _PLACES),
    "needl\\w+", "agujas?", "punci[oó]n", "trigger points?", "acup[u]n\\w+", "menisc\\w+",
    "\\w*arthritis", "artritis", "\\w*artrosis", "iliotibial", "it band", "tendin\\w+", "sciatica",
    "ci[aá]tica", "surger\\w+", "cirug[ií]a", "diagnos\\w+",
)  # fmt: skip
_IN_EVERY_TEXT = (
    (
        "shortener",
        _SHORTENERS,
        gettext_noop("“%(hit)s”: carriers block shortened links. Write the whole address."),
    ),
    (
        "marketing",
        _MARKETING,
        gettext_noop(
            "“%(hit)s”: this is marketing, which the patient's consent does not cover. Take it out."
        ),
    ),
    (
        "medicine",
        _MEDICINES,
        gettext_noop(
            "“%(hit)s”: advice on medicines belongs to the patient's own clinician. Take it out."
        ),
    ),
    (
        "claim",
        _CLAIMS,
        gettext_noop("“%(hit)s”: nothing is known to support this. Take it out."),
    ),
)


@dataclass(frozen=True, slots=True)
class _Trial:
    """What came out of the words with one set of examples."""

    words: str
    clinic_name: str
    clinic_phone: str


def lint(
    *,
    source: str,
    entry: Entry,
    catalog: Catalog,
    channel: str,
    language: str,
    subject: str = "",
    neutral: bool = True,
) -> list[Finding]:
    """What is to be said of these words, errors first; empty when they are fine."""
    try:
        trials = list(_trials(source, entry, catalog, channel, language, neutral=neutral))
        subjects = list(_trials(subject, entry, catalog, "sms", language, neutral=neutral))
    except TemplateError as error:
        return [of_error(error)]
    found = [finding for trial in (*trials, *subjects) for finding in _in_any_words(trial.words)]
    if channel == "sms":
        found += _in_a_text(trials, entry, source, neutral=neutral)
    else:
        found += _in_an_email(subjects, trials, entry)
    return sorted(dict.fromkeys(found), key=lambda finding: finding.severity)


def _trials(
    source: str, entry: Entry, catalog: Catalog, channel: str, language: str, *, neutral: bool
) -> Iterator[_Trial]:
    # All that differs by case is tried with the longest values; the usual ones show no more of it.
    for size, most in (("longest", None), ("usual", 1)):
        tried = examples(
            source=source,
            entry=entry,
            catalog=catalog,
            language=language,
            size=size,
            neutral=neutral,
        )
        for values in itertools.islice(tried, most):
            words = render.render(source=source, variables=values, channel=channel)
            name, phone = values.get("clinic_name", ""), values.get("clinic_phone", "")
            yield _Trial(words, str(name), str(phone))


def of_error(error: TemplateError) -> Finding:
    """That these words are no template, as a finding."""
    values = tuple((name, str(value)) for name, value in error.values.items())
    return Finding("template", error.pattern, line=error.line, values=values)


def _in_any_words(words: str) -> Iterator[Finding]:
    if invited := _IN_CAPITALS.search(words) or _INVITED.search(words):
        yield Finding(
            "invites_opt_out",
            gettext_noop(
                "“%(hit)s”: that word as an answer takes the patient off the list for good. "
                "Offer C, R or a number instead."
            ),
            values=(("hit", invited[0][:60]),),
        )
    for code, pattern, why in _IN_EVERY_TEXT:
        if hit := pattern.search(words):
            yield Finding(code, why, values=(("hit", hit[0]),))


def _in_a_text(
    trials: Sequence[_Trial], entry: Entry, source: str, *, neutral: bool
) -> Iterator[Finding]:
    yield from _missing(trials, entry)
    if neutral and not entry.for_staff:
        yield from _gives_away(trials)
    foreign = dict.fromkeys(found.character for found in sms.count(sms.plain(source)).offending)
    if foreign:
        yield Finding(
            "letters",
            gettext_noop(
                "%(letters)s: with such a letter the whole text costs more than twice as much. "
                "Choose words without it."
            ),
            "warning",
            values=(("letters", " ".join(foreign)),),
        )
    dearest = max((sms.count(trial.words) for trial in trials), key=lambda count: count.units)
    if dearest.segments > entry.segments:
        yield Finding(
            "too_long",
            gettext_noop(
                "With the longest names this is charged as %(count)s texts. Shorten it, so that "
                "%(most)s are enough."
            ),
            "warning",
            values=(("count", str(dearest.segments)), ("most", str(entry.segments))),
        )


def _missing(trials: Sequence[_Trial], entry: Entry) -> Iterator[Finding]:
    said = [trial.words for trial in trials]
    if entry.names_clinic and not all(trial.clinic_name in trial.words for trial in trials):
        yield Finding("no_clinic", gettext_noop("Say who writes, with {{ clinic_name }}."))
    if entry.says_opt_out and not all("STOP" in words for words in said):
        yield Finding("no_opt_out", gettext_noop("Say how to opt out: “STOP to opt out.”"))
    if entry.is_first and not all(trial.clinic_phone in trial.words for trial in trials):
        yield Finding(
            "no_phone",
            gettext_noop("This is the first message. Say whom to call: {{ clinic_phone }}."),
        )
    if entry.is_first and not all("911" in words for words in said):
        yield Finding(
            "no_emergency",
            gettext_noop("This is the first message. Say to call 911 in an emergency."),
        )
    elif entry.says_emergency and not all("911" in words for words in said):
        yield Finding(
            "no_emergency",
            gettext_noop(
                "The shipped words say to call 911 in an emergency, and these do not. "
                "Who is asked how they are may answer with an emergency."
            ),
            "warning",
        )


def _in_an_email(
    subjects: Sequence[_Trial], trials: Sequence[_Trial], entry: Entry
) -> Iterator[Finding]:
    if entry.name == "footer":
        if not all("http" in trial.words for trial in trials):
            yield Finding(
                "no_opt_out", gettext_noop("Give the way out, with {{ unsubscribe_link }}.")
            )
    elif not all(trial.words for trial in subjects):
        yield Finding(
            "no_subject", gettext_noop("Write a subject that says who writes, and no more.")
        )
    # Whoever looks over a shoulder reads the subject.
    yield from _gives_away(subjects)


def _gives_away(trials: Sequence[_Trial]) -> Iterator[Finding]:
    for trial in trials:
        if hit := _HEALTH.search(trial.words):
            yield Finding(
                "health_words",
                gettext_noop(
                    "“%(hit)s” tells whoever sees the message what was treated. "
                    "Write {{ area }} in its place, or leave it out."
                ),
                values=(("hit", hit[0]),),
            )

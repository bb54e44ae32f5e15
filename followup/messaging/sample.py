"""What words would look like to a patient, by the same pipeline that counts and sends them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from followup.clinic.models import Clinic
from followup.messaging import mail_body, sms, words
from followup.messaging.places import Place
from followup.messaging.render import Link, Value
from followup.messaging.sms import Advice, SmsCount
from followup.messaging.words import Source, Words

SIZES = ("usual", "shortest", "longest")
# The footer is seen below some email.
_CARRIES_THE_FOOTER = "check_in"
_NEXT_VISIT_IN, _READ_IN = timedelta(days=3), timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Case:
    """Of whom it speaks: a code of the catalog's regions, and the therapist's words."""

    region: str = "knee"
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """The words as one patient gets them."""

    size: str
    first_name: str
    words: Words
    channel: str

    @property
    def count(self) -> SmsCount:
        return sms.count(self.words.body)

    @property
    def advice(self) -> Advice:
        return sms.advise(self.words.body)

    @property
    def html(self) -> str:
        """Of an email: harmless by itself, as a mail program gets it."""
        return mail_body.fragment(self.words.body)

    @property
    def text(self) -> str:
        """Of an email: the part for a reader without HTML."""
        return mail_body.text(self.words.body)


def samples(
    *, clinic: Clinic, place: Place, source: Source, case: Case, at: datetime
) -> list[Sample]:
    """A usual patient, and those with the shortest and the longest name; raises TemplateError."""
    published = {
        **words.load_published(clinic_ids=[clinic.pk]),
        (clinic.pk, place.name, place.channel, place.language): source,
    }
    return [
        Sample(
            size,
            name,
            _composed(clinic, place, published, _variables(clinic, place, name, case, at)),
            place.channel,
        )
        for size, name in _names(place)
    ]


def composed_for(
    *, clinic: Clinic, place: Place, source: Source, first_name: str, at: datetime
) -> Words:
    """The words for one reader; raises TemplateError."""
    published = {
        **words.load_published(clinic_ids=[clinic.pk]),
        (clinic.pk, place.name, place.channel, place.language): source,
    }
    return _composed(clinic, place, published, _variables(clinic, place, first_name, Case(), at))


def _names(place: Place) -> list[tuple[str, str]]:
    """Sizes and first names; one is enough where no name is said."""
    example = words.shipped_catalog().variables["first_name"]
    if "first_name" not in place.entry.variables:
        return [("usual", "")]
    return [(size, str(getattr(example, size)[place.language])) for size in SIZES]


def _composed(
    clinic: Clinic,
    place: Place,
    published: dict[words.Key, Source],
    variables: dict[str, Value],
) -> Words:
    kind = _CARRIES_THE_FOOTER if place.name == "footer" else place.entry.kind
    return words.compose(
        clinic=clinic,
        kind=kind,
        channel=place.channel,
        language=place.language,
        variables=variables,
        published=published,
    )


def _variables(
    clinic: Clinic, place: Place, first_name: str, case: Case, at: datetime
) -> dict[str, Value]:
    """As for a real message; what only its occasion would tell comes from the catalog."""
    zone = ZoneInfo(clinic.time_zone)
    known = words.variables_for(
        clinic=clinic,
        channel=place.channel,
        language=place.language,
        variant="" if place.name == "footer" else place.variant,
        first_name=first_name,
        region=case.region,
        condition=case.condition,
        next_visit_at=(at.astimezone(zone) + _NEXT_VISIT_IN).replace(hour=10, minute=30),
        look_by=at + _READ_IN,
        at=at,
        zone=zone,
        answer_link=f"{settings.PUBLIC_BASE_URL}/a/example",
        unsubscribe_link=f"{settings.PUBLIC_BASE_URL}/u/example",
        review_link=f"{settings.PUBLIC_BASE_URL}/review/1",
    )
    return {**_examples(place), **{name: value for name, value in known.items() if value != ""}}


def _examples(place: Place) -> dict[str, Value]:
    """The usual value of each variable; a code is one only where it is said."""
    known = words.shipped_catalog().variables
    found: dict[str, Value] = {}
    for variable in (known[name] for name in place.entry.variables):
        usual = "" if variable.choices else variable.usual[place.language]
        found[variable.name] = Link(usual) if variable.is_link else usual
    return found

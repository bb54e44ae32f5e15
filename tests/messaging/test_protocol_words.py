"""Which words a stop uses, and whether it has any."""

from datetime import datetime

from followup.care.draft_stops import new_stop
from followup.clinic.models import Clinic
from followup.messaging import protocol_words
from followup.messaging.models import Template, TemplateVersion
from followup.messaging.variants import variant_of


def test_a_late_check_in_asks_whether_it_has_eased_whatever_its_name() -> None:
    of_days = {
        days: variant_of(kind="check_in", slug="day1", offset_days=days, asks=("soreness",))
        for days in (1, 2, 3, 7)
    }
    assert of_days == {1: "", 2: "", 3: "day3", 7: "day3"}


def test_a_nudge_asks_again_what_was_asked() -> None:
    def of(*asks: str) -> str:
        return variant_of(kind="nudge", slug="evening-2", offset_days=0, asks=asks)

    assert (of("breathing"), of("soreness", "bruising")) == ("evening", "")


def test_what_is_shipped_has_words_for_everybody(clinic: Clinic, at: datetime) -> None:
    stops = [new_stop(kind, ()) for kind in ("aftercare", "safety_check", "check_in", "booking")]
    assert protocol_words.findings(clinic=clinic, stops=stops, at=at) == []


def test_words_that_cannot_be_used_are_named_with_the_reason(clinic: Clinic, at: datetime) -> None:
    template = Template.objects.create(clinic=clinic, kind="check_in", channel="sms", language="es")
    TemplateVersion.objects.create(
        clinic=clinic, template=template, number=1, source="Hola {{ nobody.knows }}",
        published_at=at,
    )  # fmt: skip
    (found,) = protocol_words.findings(clinic=clinic, stops=[new_stop("check_in", ())], at=at)
    assert (found.code, found.slug) == ("words_broken", "day1")
    assert found.others[0] == "check_in (Español)"

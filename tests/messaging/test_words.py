"""Which words go out: the clinic's own where it has published some, else the shipped ones."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from followup.clinic.models import Clinic, Staff
from followup.messaging import words
from followup.messaging.catalog import UnknownKind
from followup.messaging.models import Template, TemplateVersion
from followup.messaging.render import TemplateError, Value

AT = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)


def publish(
    clinic: Clinic,
    source: str,
    *,
    kind: str = "check_in",
    channel: str = "sms",
    language: str = "en",
    number: int = 1,
    subject: str = "",
    published: bool = True,
) -> TemplateVersion:
    template, _ = Template.objects.get_or_create(
        clinic=clinic, kind=kind, channel=channel, language=language
    )
    return TemplateVersion.objects.create(
        clinic=clinic,
        template=template,
        number=number,
        source=source,
        subject=subject,
        published_at=AT if published else None,
    )


def variables(clinic: Clinic, *, channel: str = "sms", language: str = "en") -> dict[str, Value]:
    return words.variables_for(
        clinic=clinic,
        channel=channel,
        language=language,
        first_name="Grace",
        region="knee",
        condition="runner's knee",
        next_visit_at=AT + timedelta(days=3),
        unsubscribe_link="https://peak.example.com/u/t0_k-en",
    )


def compose(
    clinic: Clinic,
    kind: str = "check_in",
    *,
    channel: str = "sms",
    language: str = "en",
    variant: str = "",
) -> words.Words:
    return words.compose(
        clinic=clinic,
        kind=kind,
        channel=channel,
        language=language,
        variables={**variables(clinic, channel=channel, language=language), "variant": variant},
    )


def test_the_shipped_words_go_out_where_the_clinic_has_none_of_its_own(clinic: Clinic) -> None:
    said = compose(clinic)
    assert said.body == (
        "Peak PT: Hi Grace, how sore is the treated area today? Reply 0 (not sore) to 10 (worst). "
        "Emergency: 911. STOP to opt out."
    )
    assert (said.subject, said.segments, said.template_version_id) == ("", 1, None)


def test_a_patient_who_reads_spanish_is_written_to_in_spanish(clinic: Clinic) -> None:
    assert "¿Qué tanto le duele la zona tratada hoy?" in compose(clinic, language="es").body


def test_the_words_of_a_step_are_found_by_its_name(clinic: Clinic) -> None:
    assert "has the soreness eased?" in compose(clinic, variant="day3").body
    assert compose(clinic, variant="a-step-of-our-own").body == compose(clinic).body


def test_a_kind_that_has_variants_only_wants_one_named(clinic: Clinic) -> None:
    with pytest.raises(UnknownKind, match="acknowledgement_expected"):
        compose(clinic, "acknowledgement")


def test_the_newest_published_words_of_the_clinic_come_first(clinic: Clinic) -> None:
    publish(clinic, "First, {{ first_name }}")
    newest = publish(clinic, "Second, {{ first_name }}", number=2)
    publish(clinic, "A draft, {{ first_name }}", number=3, published=False)
    said = compose(clinic)
    assert (said.body, said.template_version_id) == ("Second, Grace", newest.pk)


def test_words_of_another_clinic_never_go_out(clinic: Clinic, charlie: Staff) -> None:
    publish(charlie.clinic, "Charlie's words")
    assert compose(clinic).body != "Charlie's words"


def test_own_words_count_for_their_channel_language_and_variant_only(clinic: Clinic) -> None:
    publish(clinic, "Own words")
    assert compose(clinic, language="es").body != "Own words"
    assert "Own words" not in compose(clinic, channel="email").body
    assert compose(clinic, variant="day3").body != "Own words"


def test_an_unknown_language_is_answered_in_english(clinic: Clinic) -> None:
    assert compose(clinic, language="fr").body == compose(clinic, language="en").body


def test_words_of_the_clinic_that_are_broken_say_so_with_their_line(clinic: Clinic) -> None:
    publish(clinic, "Hi,\n{{ nobody }}")
    with pytest.raises(TemplateError) as caught:
        compose(clinic)
    assert caught.value.line == 2


def test_the_safety_text_is_never_the_clinics_own(clinic: Clinic) -> None:
    publish(clinic, "Relax.", kind="safety_text_emergency")
    assert "Call 911 now" in compose(clinic, "safety_text", variant="emergency").body


def test_a_batch_reads_the_clinics_words_once(
    clinic: Clinic, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(clinic, "Own words")
    with django_assert_num_queries(1):
        published = words.load_published(clinic_ids=[clinic.pk])
        batch = [
            words.compose(
                clinic=clinic,
                kind="check_in",
                channel="sms",
                language="en",
                variables=variables(clinic),
                published=published,
            )
            for _ in range(20)
        ]
    assert {said.body for said in batch} == {"Own words"}


def test_a_text_keeps_the_body_part_to_itself_unless_the_clinic_says_otherwise(
    clinic: Clinic,
) -> None:
    publish(clinic, "{{ area }}|{{ region }}|{{ condition }}|{{ region_group }}")
    assert compose(clinic).body == "the treated area|||other"
    clinic.neutral_words = False
    assert compose(clinic).body == "your knee|knee|runners_knee|leg"


def test_an_email_names_the_body_part_below_a_neutral_subject(clinic: Clinic) -> None:
    said = compose(clinic, channel="email")
    assert said.subject == "A question from Peak PT"
    assert "how sore is your knee today" in said.body.lower()


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_email_stands_between_the_line_to_reply_above_and_the_way_out(
    clinic: Clinic, language: str
) -> None:
    said = compose(clinic, channel="email", language=language)
    assert said.body.startswith(words.REPLY_MARKERS[language])
    assert said.body.rstrip().splitlines()[-1].count("https://peak.example.com/u/t0_k-en") == 1


def test_an_alert_names_nobody_and_carries_no_way_out(clinic: Clinic) -> None:
    for channel in ("sms", "email"):
        said = words.compose(
            clinic=clinic,
            kind="alert",
            channel=channel,
            language="en",
            variables=words.variables_for(
                clinic=clinic,
                channel=channel,
                language="en",
                first_name="Grace",
                region="knee",
                review_link="https://peak.example.com/r/7",
            ),
        )
        everything = said.subject + said.body
        assert "https://peak.example.com/r/7" in everything
        assert not any(word in everything for word in ("Grace", "knee", "STOP", "reply above"))


def test_a_subject_is_one_line_whatever_the_clinic_is_called(clinic: Clinic) -> None:
    clinic.name = "Peak\r\nBcc: all@example.com"
    assert "\n" not in compose(clinic, channel="email").subject
    assert "\r" not in compose(clinic, channel="email").subject


def test_little_is_enough_to_answer_with(clinic: Clinic) -> None:
    said = words.compose(
        clinic=clinic,
        kind="acknowledgement",
        channel="sms",
        language="en",
        variables={"variant": "therapist"},
    )
    assert said.body == (
        "Thank you. A therapist will read this. If it gets worse, call 719-555-0100. "
        "Emergency: 911."
    )


def test_the_time_by_which_somebody_looks_is_told(clinic: Clinic) -> None:
    given = words.variables_for(
        clinic=clinic,
        channel="sms",
        language="en",
        variant="therapist",
        look_by=AT + timedelta(hours=2),
        at=AT,
    )
    said = words.compose(
        clinic=clinic, kind="acknowledgement", channel="sms", language="en", variables=given
    )
    assert "by 2 PM today" in said.body

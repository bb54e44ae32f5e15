"""The doors for machines: what is let in, what is refused, and in which words."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from followup.clinic.models import Clinic, Patient
from followup.messaging.models import Inbound, Message, Receipt, Status
from tests.messaging.calls import FORM, HAL, call, message_to, reports, sid, signed, texts_us
from tests.sandbox_fixture import ACCOUNT_SID, AUTH_TOKEN, OURS

pytestmark = pytest.mark.django_db
TEXT = {"MessageSid": "SM" + "a" * 32, "From": HAL, "To": OURS, "Body": "3"}


@pytest.fixture(autouse=True)
def _account(settings: Any) -> None:
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT_SID, AUTH_TOKEN


@pytest.fixture
def accepted(hal: Patient, peak: Clinic, at: Any) -> Message:
    return message_to(hal, clinic=peak, at=at)


def test_a_signed_text_is_stored_and_answered_with_no_words(peak: Clinic) -> None:
    answer = texts_us("It is a 3 today")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/xml"
    assert answer.content.decode().endswith("<Response/>")
    inbound = Inbound.objects.get()
    assert (inbound.clinic, inbound.body, inbound.sender) == (peak, "It is a 3 today", HAL)
    assert inbound.raw["From"] == HAL


def test_the_database_holds_no_word_of_it_in_clear(peak: Clinic) -> None:
    texts_us("my knee is blue")
    with connection.cursor() as cursor:
        cursor.execute("SELECT i::text FROM messaging_inbound i")
        stored = cursor.fetchone()[0]
    assert "knee" not in stored
    assert HAL not in stored


def test_a_call_without_a_signature_is_told_what_to_check(peak: Clinic) -> None:
    answer = Client().post("/twilio/inbound", TEXT)
    assert answer.status_code == 403
    assert "X-Twilio-Signature" in answer.content.decode()
    assert Inbound.objects.count() == 0


@pytest.mark.parametrize("signature", ["", "x", "no such thing", "é", "A" * 5000])
def test_a_call_with_a_wrong_signature_changes_nothing(accepted: Message, signature: str) -> None:
    path = f"/twilio/status/{accepted.public_id}"
    form = {"MessageSid": accepted.provider_id, "MessageStatus": "delivered"}
    answer = Client().post(path, form, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 403
    assert Receipt.objects.count() == 0
    accepted.refresh_from_db()
    assert accepted.status == Status.ACCEPTED


def test_the_signature_of_another_account_is_refused(peak: Clinic) -> None:
    answer = call("/twilio/inbound", TEXT, token="of another account")
    assert answer.status_code == 403
    assert "TWILIO_AUTH_TOKEN" in answer.content.decode()


def test_a_changed_parameter_breaks_the_signature(peak: Clinic) -> None:
    signature = signed("/twilio/inbound", TEXT)
    answer = Client().post(
        "/twilio/inbound", {**TEXT, "Body": "10"}, headers={"X-Twilio-Signature": signature}
    )
    assert answer.status_code == 403


def test_both_tokens_are_taken_while_one_replaces_the_other(peak: Clinic, settings: Any) -> None:
    settings.TWILIO_AUTH_TOKEN, settings.TWILIO_AUTH_TOKEN_OLD = "new", "old"
    assert call("/twilio/inbound", {**TEXT, "MessageSid": sid()}, token="old").status_code == 200
    assert call("/twilio/inbound", {**TEXT, "MessageSid": sid()}, token="new").status_code == 200
    assert call("/twilio/inbound", {**TEXT, "MessageSid": sid()}, token="older").status_code == 403


def test_without_a_token_nothing_is_taken_not_even_what_is_signed_with_none(
    peak: Clinic, settings: Any
) -> None:
    settings.TWILIO_AUTH_TOKEN = ""
    assert call("/twilio/inbound", TEXT, token="").status_code == 403
    assert Inbound.objects.count() == 0


def test_behind_a_proxy_the_public_address_counts_and_no_header_of_a_client(
    peak: Clinic, settings: Any
) -> None:
    settings.PUBLIC_BASE_URL = "https://followup.peak.example.com"
    path = "/twilio/inbound?a=1"
    elsewhere = RequestValidator(AUTH_TOKEN).compute_signature(
        f"https://evil.example.com{path}", TEXT
    )
    hosts = {"X-Forwarded-Host": "evil.example.com", "X-Forwarded-Proto": "http"}
    for signature, status in ((elsewhere, 403), (signed(path, TEXT), 200)):
        headers = {"X-Twilio-Signature": signature, **hosts}
        assert Client().post(path, TEXT, headers=headers).status_code == status


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_only_post_changes_anything(accepted: Message, method: str) -> None:
    for path in (
        "/twilio/inbound",
        f"/twilio/status/{accepted.public_id}",
        "/anymail/postmark/inbound/",
    ):
        assert getattr(Client(), method)(path, TEXT).status_code == 405
    assert (Inbound.objects.count(), Receipt.objects.count()) == (0, 0)


def test_no_session_and_no_csrf_token_is_needed(peak: Clinic) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert call("/twilio/inbound", TEXT, client=strict).status_code == 200


@pytest.mark.parametrize("missing", ["MessageSid", "From", "To"])
def test_a_text_without_what_makes_it_one_is_refused_by_name(peak: Clinic, missing: str) -> None:
    answer = call("/twilio/inbound", {k: v for k, v in TEXT.items() if k != missing})
    assert answer.status_code == 400
    assert missing in answer.content.decode()
    assert Inbound.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MessageSid", "SM\x00"),
        ("MessageSid", "../../etc/passwd"),
        ("MessageSid", "S" * 300),
        ("From", "+1\x00720"),
        ("To", "\x00"),
        ("To", "5" * 5000),
    ],
)
def test_odd_values_are_refused_and_never_a_fault_of_ours(
    peak: Clinic, name: str, value: str
) -> None:
    assert call("/twilio/inbound", {**TEXT, name: value}).status_code == 400
    assert Inbound.objects.count() == 0


@pytest.mark.parametrize(
    "body", ["", "\x00", "🙂" * 800, "a\ud83d".encode("utf-8", "replace").decode()]
)
def test_any_words_are_kept_as_they_came(peak: Clinic, body: str) -> None:
    assert call("/twilio/inbound", {**TEXT, "Body": body}).status_code == 200
    assert Inbound.objects.get().body == body


def test_parameters_that_nobody_has_heard_of_are_kept(peak: Clinic) -> None:
    assert texts_us("3", NewFromTwilio="surprise").status_code == 200
    assert Inbound.objects.get().raw["NewFromTwilio"] == "surprise"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"Body=%FF%FE&From=%C3%28", FORM),
        (b"\xff\xfe\x00", FORM),
        ("Body=3".encode("utf-16"), f"{FORM}; charset=utf-16"),
        (b"Body=3", f"{FORM}; charset=no-such-charset"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data"),
        (b'{"Body": 3}', "application/json"),
        (b"&".join(b"a%d=1" % n for n in range(5000)), FORM),
        (b"Body=" + b"x" * 300_000, FORM),
        (b"", ""),
    ],
)
def test_bodies_that_twilio_never_sends_get_a_clear_refusal(
    peak: Clinic, body: bytes, kind: str
) -> None:
    answer = Client(raise_request_exception=False).generic(
        "POST", "/twilio/inbound", body, content_type=kind, headers={"X-Twilio-Signature": "x"}
    )
    assert 400 <= answer.status_code < 500
    assert answer.content.strip()
    assert Inbound.objects.count() == 0


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=400), kind=st.sampled_from([FORM, "multipart/form-data", "text/x"]))
def test_no_body_whatever_makes_us_fail(peak: Clinic, body: bytes, kind: str) -> None:
    answer = Client(raise_request_exception=False).generic(
        "POST", "/twilio/inbound", body, content_type=kind, headers={"X-Twilio-Signature": "x"}
    )
    assert 400 <= answer.status_code < 500


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    form=st.dictionaries(
        st.sampled_from(["MessageSid", "From", "To", "Body", "OptOutType", "MediaUrl0", "x"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    )
)
def test_no_signed_parameters_make_us_fail(peak: Clinic, form: dict[str, str]) -> None:
    answer = call("/twilio/inbound", form)
    assert answer.status_code < 500


def test_a_text_for_a_number_that_is_not_ours_is_refused_so_that_it_shows(peak: Clinic) -> None:
    answer = texts_us("3", To="+13035550000")
    assert answer.status_code == 404
    assert "number" in answer.content.decode()
    assert Inbound.objects.count() == 0


def test_a_number_of_the_clinics_messaging_service_is_the_clinics(peak: Clinic) -> None:
    peak.messaging_service = "MG" + "0" * 32
    peak.save()
    answer = texts_us("3", To="+13035550000", MessagingServiceSid=peak.messaging_service)
    assert answer.status_code == 200
    assert Inbound.objects.get().clinic == peak


def test_a_receipt_for_a_message_that_is_not_ours_is_refused(accepted: Message) -> None:
    accepted.public_id = "11111111-1111-4111-8111-111111111111"
    assert reports(accepted, "delivered").status_code == 404


@pytest.mark.parametrize("code", ["", "30003", "x" * 300, "\x00", "<script>"])
def test_any_error_code_is_a_value(accepted: Message, code: str) -> None:
    assert reports(accepted, "failed", code=code).status_code == 204
    accepted.refresh_from_db()
    assert accepted.status in {Status.FAILED, Status.QUEUED}


@pytest.mark.django_db(transaction=True)
def test_with_the_database_away_the_provider_is_told_to_try_again(peak: Clinic) -> None:
    connection.close()
    port = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = "1"
    try:
        answer = call("/twilio/inbound", TEXT)
    finally:
        connection.close()
        connection.settings_dict["PORT"] = port
    assert answer.status_code >= 500
    assert call("/twilio/inbound", TEXT).status_code == 200
    assert Inbound.objects.count() == 1

"""Webhooks are signed so that Twilio's own validator accepts them, and tried again as asked."""

import pytest
from twilio.request_validator import RequestValidator

from followup.sandbox import overrides
from followup.sandbox.signature import sign
from tests.sandbox.listener import Call, Listener
from tests.sandbox_fixture import ACCOUNT_SID, ALICE, AUTH_TOKEN, OURS, Sandbox


def _is_signed(call: Call, url: str) -> bool:
    validator = RequestValidator(AUTH_TOKEN)
    return bool(validator.validate(url, call.form, call.headers["X-Twilio-Signature"]))


def test_each_change_of_status_is_called_back_with_a_true_signature(
    sandbox: Sandbox, product: Listener
) -> None:
    callback = f"{product.url}/status/7?who=Jos%C3%A9&x=1"
    message = sandbox.client().messages.create(
        to=ALICE, from_=OURS, body="hello", status_callback=callback
    )
    calls = product.wait(3)
    assert [call.form["MessageStatus"] for call in calls] == ["sending", "sent", "delivered"]
    assert all(_is_signed(call, callback) for call in calls)
    assert {call.form["MessageSid"] for call in calls} == {message.sid}
    last = calls[-1].form
    assert (last["To"], last["From"], last["AccountSid"]) == (ALICE, OURS, ACCOUNT_SID)
    assert len(last["RawDlrDoneDate"]) == 10
    assert "ErrorCode" not in last


def test_an_inbound_text_carries_all_fields_and_a_signature_over_unicode(
    sandbox: Sandbox, product: Listener
) -> None:
    came = sandbox.control(f"phones/{ALICE}/send", {"to": OURS, "body": "Está mejor 🙂 & 3=4"})
    call = product.wait(1, path="/inbound")[0]
    assert _is_signed(call, f"{product.url}/inbound?clinic=1&x=%C3%A9")
    assert not _is_signed(call, f"{product.url}/inbound?clinic=2&x=%C3%A9")
    form = call.form
    assert form["Body"] == "Está mejor 🙂 & 3=4"
    assert form["MessageSid"] == form["SmsSid"] == came["sid"]
    assert (form["From"], form["To"], form["NumMedia"]) == (ALICE, OURS, "0")
    assert {"FromCity", "FromState", "FromZip", "FromCountry", "ToCountry"} <= set(form)
    assert "OptOutType" not in form


def test_the_address_of_a_photo_is_in_the_webhook(sandbox: Sandbox, product: Listener) -> None:
    photo = {"content_type": "image/jpeg", "content": "AAAA"}
    came = sandbox.control(f"phones/{ALICE}/send", {"to": OURS, "body": "", "media": [photo] * 2})
    form = product.wait(1)[0].form
    assert (form["NumMedia"], form["MediaContentType1"]) == ("2", "image/jpeg")
    assert form["MediaUrl0"].startswith(
        f"{sandbox.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{came['sid']}"
    )


def test_a_failing_webhook_is_tried_again_with_the_same_token(
    sandbox: Sandbox, product: Listener
) -> None:
    product.statuses += [500, 502]
    sandbox.control(f"phones/{ALICE}/send", {"to": OURS, "body": "3"})
    calls = product.wait(3)
    assert len({call.headers["I-Twilio-Idempotency-Token"] for call in calls}) == 1
    sandbox.settle()
    assert [one["outcome"] for one in sandbox.ledger()["webhooks"][0]["tries"]] == [
        "500",
        "502",
        "200",
    ]


def test_without_a_fragment_a_500_to_a_status_callback_is_not_tried_again(
    sandbox: Sandbox, product: Listener
) -> None:
    product.statuses += [500]
    sandbox.client().messages.create(
        to=ALICE, from_=OURS, body="x", status_callback=f"{product.url}/status"
    )
    product.wait(3)
    sandbox.settle()
    outcomes = [[one["outcome"] for one in hook["tries"]] for hook in sandbox.ledger()["webhooks"]]
    assert outcomes == [["500"], ["200"], ["200"]]


def test_a_text_whose_webhook_was_lost_is_still_in_the_list(
    sandbox: Sandbox, product: Listener
) -> None:
    product.statuses += [500] * 4
    came = sandbox.control(f"phones/{ALICE}/send", {"to": OURS, "body": "are you there"})
    sandbox.settle()
    assert [hook["delivered"] for hook in sandbox.ledger()["webhooks"]] == [False]
    found = sandbox.client().messages.list(to=OURS)
    assert [(one.sid, one.direction, one.status) for one in found] == [
        (came["sid"], "inbound", "received")
    ]


def test_duplicates_come_at_the_same_instant(sandbox: Sandbox, product: Listener) -> None:
    sandbox.control("faults", {"kind": "inbound_twice"})
    product.seconds = 0.3
    sandbox.control(f"phones/{ALICE}/send", {"to": OURS, "body": "3"})
    product.wait(2, seconds=0.29)
    sandbox.settle()


def test_words_in_the_twiml_answer_go_back_to_the_phone(
    sandbox: Sandbox, product: Listener
) -> None:
    product.answer = "<Response><Message>Thank you</Message></Response>"
    sandbox.control(f"phones/{ALICE}/send", {"to": OURS, "body": "3"})
    sandbox.settle()
    line = sandbox.ledger()["outbound"][0]
    assert (line["body"], line["to"], line["direction"]) == ("Thank you", ALICE, "outbound-reply")


def test_the_signature_is_the_one_in_twilios_documentation() -> None:
    form = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign(token="12345", url=url, form=form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert sign(token="12345", url=f"{url}#rc=3", form=form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


class _Repeated(dict[str, list[str]]):
    def getlist(self, name: str) -> list[str]:
        return self[name]


def test_a_parameter_that_comes_several_times_is_signed_as_the_validator_reads_it() -> None:
    pairs = [("B", "2"), ("A", "z"), ("A", "é"), ("A", "z")]
    signature = sign(token="t", url="https://a.example/x", form=pairs)
    received = _Repeated({"A": ["z", "é", "z"], "B": ["2"]})
    assert RequestValidator("t").validate("https://a.example/x", received, signature)


@pytest.mark.parametrize(
    ("fragment", "outcome", "again"),
    [
        ("", "ct", True),
        ("", "500", False),
        ("#rc=3&rp=all", "404", True),
        ("#rc=3&rp=5xx", "503", True),
        ("#rc=3&rp=5xx", "404", False),
        ("#rc=3&rp=ct,rt", "rt", True),
        ("#rc=3&rp=all", "204", False),
    ],
)
def test_the_fragment_says_what_is_tried_again(fragment: str, outcome: str, again: bool) -> None:
    rules = overrides.read(url=f"https://a.example/x{fragment}", default=overrides.Overrides())
    assert rules.tries_again(outcome=outcome) is again


def test_the_fragments_numbers_are_kept_within_twilios_bounds() -> None:
    rules = overrides.read(
        url="https://a.example/#rc=9&ct=50&rt=99999", default=overrides.RECOMMENDED
    )
    assert (rules.retries, rules.connect, rules.read) == (5, 0.1, 15.0)

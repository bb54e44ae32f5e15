"""The mail sink speaks real SMTP, keeps what it accepts, and fails on demand."""

import smtplib
from email.message import EmailMessage

import pytest

from tests.sandbox_fixture import Sandbox

ALICE_AT_HOME = "alice@home.example"


def letter(*, to: str = ALICE_AT_HOME) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Peak PT <hello@clinic.example>"
    mail["To"] = to
    mail["Subject"] = "¿Cómo está?"
    mail["Message-ID"] = "<m1@clinic.example>"
    mail["Reply-To"] = "reply+t0k3n@in.clinic.example"
    mail["List-Unsubscribe"] = "<https://clinic.example/u/1>, <mailto:u@clinic.example>"
    mail["X-PM-Metadata-message"] = "77"
    mail.set_content("How sore is it?\n0 to 10")
    mail.add_alternative("<p>How <b>sore</b> is it?</p>", subtype="html")
    return mail


def post(sandbox: Sandbox, mail: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=2) as smtp:
        smtp.send_message(mail)


def test_a_mail_is_kept_with_its_parts_and_headers(sandbox: Sandbox) -> None:
    post(sandbox, letter())
    kept = sandbox.ledger()["emails"][0]
    assert (kept["to"], kept["subject"]) == ([ALICE_AT_HOME], "¿Cómo está?")
    assert kept["text"].split() == ["How", "sore", "is", "it?", "0", "to", "10"]
    assert "<b>sore</b>" in kept["html"]
    assert (kept["message_id"], kept["reply_to"]) == (
        "<m1@clinic.example>",
        "reply+t0k3n@in.clinic.example",
    )
    assert kept["unsubscribe_url"] == "https://clinic.example/u/1"
    assert sandbox.control("messages")["mails"][0]["id"] == kept["id"]


def test_any_credentials_will_do(sandbox: Sandbox) -> None:
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=2) as smtp:
        smtp.login("clinic", "anything")
        smtp.send_message(letter())
    assert len(sandbox.ledger()["emails"]) == 1


@pytest.mark.parametrize("code", [421, 451, 550])
def test_an_smtp_error_is_answered_and_nothing_is_kept(sandbox: Sandbox, code: int) -> None:
    sandbox.control("faults", {"kind": "smtp_error", "code": code, "times": 1})
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        post(sandbox, letter())
    assert refused.value.smtp_code == code
    assert sandbox.ledger()["emails"] == []
    post(sandbox, letter())
    assert len(sandbox.ledger()["emails"]) == 1


@pytest.mark.parametrize(("kind", "kept"), [("smtp_drop_before", 0), ("smtp_drop_after", 1)])
def test_a_dropped_connection_tells_nothing_of_what_was_kept(
    sandbox: Sandbox, kind: str, kept: int
) -> None:
    sandbox.control("faults", {"kind": kind, "times": 1})
    with pytest.raises(smtplib.SMTPServerDisconnected):
        post(sandbox, letter())
    assert len(sandbox.ledger()["emails"]) == kept


def test_a_fault_for_one_mailbox_leaves_the_others_alone(sandbox: Sandbox) -> None:
    sandbox.control("faults", {"kind": "smtp_error", "number": ALICE_AT_HOME})
    post(sandbox, letter(to="bob@home.example"))
    with pytest.raises(smtplib.SMTPResponseException):
        post(sandbox, letter())
    assert [mail["to"] for mail in sandbox.ledger()["emails"]] == [["bob@home.example"]]


def test_a_slow_server_answers_in_the_end(sandbox: Sandbox) -> None:
    sandbox.control("faults", {"kind": "smtp_slow", "seconds": 0.3, "times": 1})
    post(sandbox, letter())
    assert len(sandbox.ledger()["emails"]) == 1

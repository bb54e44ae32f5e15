"""The page of phones lets a person be the patient, and nothing that arrives can harm it."""

import json
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.find import chromium
from tests.sandbox.listener import Listener, listening
from tests.sandbox.test_mail_sink import ALICE_AT_HOME, letter, post
from tests.sandbox_fixture import ALICE, OURS, Sandbox, running_sandbox

WHO = quote(ALICE)
_CHROMIUM = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update"


@pytest.fixture(scope="module")
def the_clinic() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture(scope="module")
def the_phones(tmp_path_factory: pytest.TempPathFactory, the_clinic: Listener) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("phones")
    book = {ALICE: {"name": "Alice <b>Romero</b>", "email": ALICE_AT_HOME}}
    (folder / "book.json").write_text(json.dumps(book))
    with running_sandbox(
        folder=folder,
        SANDBOX_PACE="0.01",
        SANDBOX_PHONEBOOK=str(folder / "book.json"),
        SANDBOX_INBOUND_URL=f"{the_clinic.url}/inbound",
        SANDBOX_EMAIL_INBOUND_URL=f"{the_clinic.url}/anymail/postmark/inbound/",
        SANDBOX_NEXT_DUE_URL=f"{the_clinic.url}/next",
    ) as sandbox:
        yield sandbox


@pytest.fixture
def phones(the_phones: Sandbox, the_clinic: Listener) -> Sandbox:
    the_phones.reset()
    the_clinic.clear()
    return the_phones


def _text(phones: Sandbox, body: str = "How sore?") -> None:
    phones.client().messages.create(to=ALICE, from_=OURS, body=body)


def _page(phones: Sandbox, path: str = f"/?who={WHO}") -> str:
    return requests.get(phones.url + path, timeout=5).text


def _press(phones: Sandbox, path: str, **fields: str) -> requests.Response:
    return requests.post(phones.url + path, timeout=5, allow_redirects=False, data=fields)


def test_a_phone_shows_what_it_got_and_whose_it_is(phones: Sandbox) -> None:
    _text(phones, "How sore? <script>alert(1)</script>")
    phones.settle()
    page = _page(phones)
    assert "Alice &lt;b&gt;Romero" in page
    assert "How sore? &lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "delivered" in page
    assert "How sore?" in _page(phones, "/")


def test_the_page_allows_no_scripts_but_its_own(phones: Sandbox) -> None:
    _text(phones)
    answer = requests.get(phones.url, timeout=5)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert re.findall(r"<script[^>]*>", answer.text) == ['<script src="/static/phones.js" defer>']
    assert " style=" not in answer.text


def test_a_mail_is_shown_without_scripts_and_without_an_origin(phones: Sandbox) -> None:
    post(phones, letter())
    mail = phones.ledger()["emails"][0]["id"]
    page = _page(phones)
    assert f'src="/mails/{mail}/html"' in page
    assert 'sandbox=""' in page
    answer = requests.get(f"{phones.url}/mails/{mail}/html", timeout=5)
    assert "<b>sore</b>" in answer.text
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_without_a_script_an_answer_still_goes(phones: Sandbox, the_clinic: Listener) -> None:
    _text(phones)
    answer = _press(phones, f"/phones/{WHO}/send", body="7")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/?who={WHO}")
    assert the_clinic.wait(1, path="/inbound")[0].form["Body"] == "7"


def test_a_photo_goes_along(phones: Sandbox) -> None:
    _text(phones)
    requests.post(
        f"{phones.url}/phones/{WHO}/send",
        files={"photo": ("knee.png", b"\x89PNG", "image/png")},
        timeout=5,
    )
    source = re.search(r'<img src="(/media/[^"]+)"', _page(phones))
    assert source
    assert requests.get(phones.url + source[1], timeout=5).content == b"\x89PNG"


def test_a_failure_is_switched_on_and_off(phones: Sandbox) -> None:
    _text(phones)
    _press(phones, f"/phones/{WHO}/mode", mode="unreachable:on")
    assert 'value="unreachable:off"' in _page(phones)
    assert "unreachable" in _page(phones, "/")
    _press(phones, f"/phones/{WHO}/mode", mode="unreachable:off")
    assert 'value="unreachable:on"' in _page(phones)


def test_an_answer_by_mail_goes_to_the_latest(phones: Sandbox, the_clinic: Listener) -> None:
    post(phones, letter())
    _press(phones, f"/mailboxes/{ALICE_AT_HOME}/reply", text="About 4", mail="", who=ALICE)
    call = the_clinic.wait(1, path="/anymail/")[0]
    assert json.loads(call.body)["StrippedTextReply"] == "About 4"
    assert "About 4" in _page(phones)


def test_the_clock_goes_to_the_next_message(phones: Sandbox, the_clinic: Listener) -> None:
    the_clinic.answer = json.dumps({"next_due_at": "2032-03-04T16:00:00+00:00"})
    assert "Next message" in _page(phones)
    _press(phones, "/clock", by="next")
    assert phones.control("clock")["now"].startswith("2032-03-04T16:00:0")
    _press(phones, "/clock", by="24")
    assert phones.control("clock")["now"].startswith("2032-03-05T16:00:0")


def test_with_nothing_planned_there_is_no_such_button(
    phones: Sandbox, the_clinic: Listener
) -> None:
    the_clinic.answer = json.dumps({"next_due_at": None})
    assert "Next message" not in _page(phones)


def test_phones_are_found_by_name_or_number(phones: Sandbox) -> None:
    _text(phones)
    phones.client().messages.create(to="+17205550177", from_=OURS, body="for a stranger")
    assert "stranger" not in _page(phones, "/?find=romero")
    assert "stranger" in _page(phones, "/?find=0177")
    assert "No phone matches" in _page(phones, "/?find=nobody")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path: Path | None = chromium()
        launched = playwright.chromium.launch(
            executable_path=path, args=[*_CHROMIUM.split(), "--no-first-run"]
        )
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, phones: Sandbox) -> Iterator[Page]:
    _text(phones)
    opened = browser.new_page(viewport={"width": 360, "height": 740})
    wrong: list[str] = []
    opened.on("console", lambda message: wrong.append(message.text))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.goto(f"{phones.url}/?who={WHO}")
    yield opened
    opened.close()
    assert wrong == []


@pytest.mark.browser
def test_what_is_being_typed_stays_while_texts_arrive(page: Page, phones: Sandbox) -> None:
    page.fill("#body", "half an ans")
    _text(phones, "Any bruising?")
    page.locator(".bubble.theirs", has_text="Any bruising?").wait_for()
    assert page.input_value("#body") == "half an ans"
    page.type("#body", "wer")
    page.press("#body", "Enter")
    page.locator(".bubble.mine", has_text="half an answer").wait_for()
    assert page.input_value("#body") == ""


@pytest.mark.browser
def test_quick_replies_and_failures_work_without_loading_the_page_anew(
    page: Page, phones: Sandbox
) -> None:
    page.evaluate("document.body.marked = true")
    page.locator(".quick").get_by_text("10", exact=True).click()
    page.locator(".bubble.mine", has_text="10").wait_for()
    page.get_by_role("button", name="Opted out").click()
    page.locator("[aria-pressed=true]", has_text="Opted out").wait_for()
    assert page.evaluate("document.body.marked") is True
    assert phones.ledger()["opted_out"] == [[OURS, ALICE]]


@pytest.mark.browser
def test_nothing_sticks_out_at_360_pixels(page: Page, phones: Sandbox) -> None:
    mail: EmailMessage = letter()
    mail.replace_header("Subject", "A" * 120)
    post(phones, mail)
    page.get_by_text("A" * 120).first.wait_for()
    wide = "document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(wide) <= 0
    page.goto(phones.url)
    assert page.evaluate(wide) <= 0

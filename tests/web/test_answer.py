"""The patient's own page: looking changes nothing, one question a page, and no dead end."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from followup.care.models import Kind, PlannedMessage
from followup.clinic.models import Clinic, Language, Patient
from followup.messaging import photos
from followup.messaging.dispatch import Turn
from followup.messaging.models import AnswerLink, Inbound, InboundPhoto, Message, PhotoState
from followup.replies.models import Rank, Reply, ReviewItem
from followup.web.answer import phrases
from tests.engine import reachable, treated
from tests.links import asked
from tests.sandbox_fixture import Sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def ida(peak: Clinic, at: datetime) -> Patient:
    return reachable(peak, "Ida", "Vance", email="ida@example.com", at=at)


@pytest.fixture
def later(at: datetime) -> datetime:
    return at + timedelta(hours=24, minutes=6)


@pytest.fixture
def browser(later: datetime) -> Iterator[Client]:
    """Somebody without a session, just after they were asked."""
    cache.clear()
    with time_machine.travel(later, tick=False):
        yield Client(enforce_csrf_checks=True)


def _page(browser: Client, address: str) -> str:
    return browser.get(address, follow=True).content.decode()


def test_from_the_first_screen_to_thanks_one_question_a_page(
    browser: Client, peak: Clinic, ida: Patient, at: datetime
) -> None:
    token, _ = asked(peak, ida, at=at)
    first = _page(browser, f"/a/{token}")
    assert f'href="/a/{token}/1"' in first
    assert browser.post(f"/a/{token}/1", {"value": "4"}).headers["Location"] == (f"/a/{token}/2")
    to_words = browser.post(f"/a/{token}/2", {"value": "none"})
    assert to_words.headers["Location"] == f"/a/{token}/3"
    sent = browser.post(f"/a/{token}/3", {"words": "Walking helps."}, follow=True)
    assert "Thank you" in sent.content.decode()
    assert Reply.objects.get().words == "4\nNo bruise\nWalking helps."


def test_the_first_screen_says_nothing_of_health_nor_who_it_is_for(
    browser: Client, peak: Clinic, ida: Patient, at: datetime
) -> None:
    token, _ = asked(peak, ida, at=at)
    page = _page(browser, f"/a/{token}").lower()
    told = ("sore", "bruise", "needl", "knee", "treat", "pain", "chest", "ida", "vance")
    assert {word for word in told if word in page} == set()


@pytest.mark.parametrize("end", ["", "/1", "/2", "/3", "/done"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing_as_mail_scanners_do(
    browser: Client, peak: Clinic, ida: Patient, at: datetime, end: str, method: str
) -> None:
    token, link = asked(peak, ida, at=at)
    before = AnswerLink.objects.filter(pk=link.pk).values().get()
    assert getattr(browser, method)(f"/a/{token}{end}").status_code == HTTPStatus.OK
    assert AnswerLink.objects.filter(pk=link.pk).values().get() == before
    assert not Inbound.objects.exists()


def test_nothing_is_kept_told_on_or_found(
    browser: Client, peak: Clinic, ida: Patient, at: datetime
) -> None:
    token, link = asked(peak, ida, at=at)
    answer = browser.get(f"/a/{token}/1")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies
    assert token not in str(AnswerLink.objects.filter(pk=link.pk).values().get())
    page = answer.content.decode()
    assert "<script" not in page


def test_after_a_danger_sign_the_safety_text_comes_first_and_the_rest_may_follow(
    browser: Client, peak: Clinic, ida: Patient, at: datetime
) -> None:
    token, _ = asked(peak, ida, at=at, step="evening", regions=("shoulder",))
    page = browser.post(f"/a/{token}/1", {"value": "yes"}, follow=True).content.decode()
    assert re.search(r"<h1>[^<]*Call 911 now", page)
    assert 'href="tel:911"' in page
    assert f'href="/a/{token}/2"' in page
    assert ReviewItem.objects.get().rank == Rank.URGENT
    rest = browser.post(f"/a/{token}/2", {"words": "it began at noon"}, follow=True)
    assert "Call 911 now" in rest.content.decode()
    assert Reply.objects.count() == 2


def test_the_back_button_finds_what_was_chosen_and_may_change_it(
    browser: Client, peak: Clinic, ida: Patient, at: datetime
) -> None:
    token, _ = asked(peak, ida, at=at)
    browser.post(f"/a/{token}/1", {"value": "4"})
    page = _page(browser, f"/a/{token}/1")
    assert page.count("Your answer so far") == 1
    browser.post(f"/a/{token}/1", {"value": "6"})
    browser.post(f"/a/{token}/3", {"words": ""})
    assert Reply.objects.get().words == "6"


def test_sending_twice_is_one_reply(
    browser: Client, peak: Clinic, ida: Patient, at: datetime
) -> None:
    token, _ = asked(peak, ida, at=at)
    browser.post(f"/a/{token}/1", {"value": "4"})
    for _ in range(2):
        answer = browser.post(f"/a/{token}/3", {"words": ""}, follow=True)
        assert "Thank you" in answer.content.decode()
    assert Reply.objects.count() == 1


def test_who_comes_back_later_is_told_that_it_came_and_may_answer_again(
    browser: Client, peak: Clinic, ida: Patient, at: datetime
) -> None:
    token, _ = asked(peak, ida, at=at)
    for times in range(6):
        browser.post(f"/a/{token}/3", {"words": f"{times} today"})
        assert "We have your answers" in _page(browser, f"/a/{token}")
    assert "Call Peak PT" in _page(browser, f"/a/{token}/3")
    browser.post(f"/a/{token}/3", {"words": "once more"})
    assert Reply.objects.count() == 6


def test_spanish_is_the_patients_own_and_either_language_is_one_touch_away(
    browser: Client, peak: Clinic, ida: Patient, at: datetime
) -> None:
    ida.language = Language.ES
    ida.save()
    token, _ = asked(peak, ida, at=at)
    page = _page(browser, f"/a/{token}/1")
    assert '<html lang="es">' in page
    assert "¿Qué tanto le duele la rodilla ahora?" in page
    english = f"/a/{token}/1?lang=en"
    assert f'href="{english}"' in page
    assert "How sore is your knee now?" in _page(browser, english)
    on = browser.post(english, {"value": "4"})
    assert on.headers["Location"] == f"/a/{token}/2?lang=en"


def test_both_languages_say_everything() -> None:
    assert phrases.EN.keys() == phrases.ES.keys()
    places = re.compile(r"%\(\w+\)s")
    for key in phrases.EN:
        assert set(places.findall(phrases.EN[key])) == set(places.findall(phrases.ES[key])), key
        assert bool(phrases.EN[key]) == bool(phrases.ES[key]), key


def test_a_link_that_expired_says_whom_to_call(
    browser: Client, peak: Clinic, ida: Patient, at: datetime
) -> None:
    token, _ = asked(peak, ida, at=at)
    with time_machine.travel(at + timedelta(days=8), tick=False):
        answer = browser.post(f"/a/{token}/3", {"words": "late"})
    assert answer.status_code == HTTPStatus.GONE
    assert 'href="tel:719-555-0100"' in answer.content.decode()
    assert not Inbound.objects.exists()


def test_an_unknown_link_says_what_to_do_in_both_languages_and_guessing_ends_soon(
    browser: Client,
) -> None:
    answer = browser.get("/a/no-such-token-at-all-here")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    page = answer.content.decode()
    assert "Open it from the message once more" in page
    assert "Ábralo otra vez desde el mensaje" in page
    codes = [browser.get(f"/a/guess-{n}").status_code for n in range(25)]
    assert codes[-1] == HTTPStatus.TOO_MANY_REQUESTS


@pytest.mark.parametrize(
    ("question", "sent", "says"),
    [
        (1, {"value": "11"}, "Choose one of the answers."),
        (1, {}, "Choose one of the answers."),
        (3, {"words": " "}, "Choose an answer, write something, or add a photo."),
        (3, {"words": "x" * 2001}, "Write at most 2,000 letters."),
    ],
)
def test_what_cannot_be_taken_says_what_to_do(
    browser: Client,
    peak: Clinic,
    ida: Patient,
    at: datetime,
    question: int,
    sent: dict[str, str],
    says: str,
) -> None:
    token, _ = asked(peak, ida, at=at)
    assert says in browser.post(f"/a/{token}/{question}", sent).content.decode()
    assert not Inbound.objects.exists()


def test_a_question_that_was_not_asked_is_not_there(
    browser: Client, peak: Clinic, ida: Patient, at: datetime
) -> None:
    token, _ = asked(peak, ida, at=at)
    assert browser.get(f"/a/{token}/4").status_code == HTTPStatus.NOT_FOUND


def test_a_photo_goes_the_way_of_all_photos(
    browser: Client,
    peak: Clinic,
    ida: Patient,
    at: datetime,
    later: datetime,
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.PHOTO_ROOT = tmp_path
    token, _ = asked(peak, ida, at=at)
    picture = BytesIO()
    Image.new("RGB", (40, 30), "purple").save(picture, "PNG")
    photo = SimpleUploadedFile("bruise.png", picture.getvalue(), "image/png")
    browser.post(f"/a/{token}/3", {"words": "a bruise", "photos": photo})
    photos.fetch_waiting(at=later)
    assert InboundPhoto.objects.get().state == PhotoState.STORED


def test_a_photo_that_is_too_large_keeps_the_words(
    browser: Client, peak: Clinic, ida: Patient, at: datetime, settings: Settings
) -> None:
    settings.PHOTO_MAX_BYTES = 1000
    token, _ = asked(peak, ida, at=at)
    photo = SimpleUploadedFile("bruise.png", b"x" * 1001, "image/png")
    page = browser.post(f"/a/{token}/3", {"words": "see here", "photos": photo})
    assert "A photo is larger than" in page.content.decode()
    assert "see here</textarea>" in page.content.decode()


def test_from_the_email_to_the_line_of_the_list(
    twilio: Sandbox, peak: Clinic, ida: Patient, at: datetime, run_at: Callable[[datetime], Turn]
) -> None:
    cache.clear()
    treated(ida, at=at)
    asked_at = PlannedMessage.objects.get(step__slug="day1", kind=Kind.CHECK_IN).due_at
    run_at(asked_at)
    message = Message.objects.get(kind=Kind.CHECK_IN)
    found = re.search(r"/a/[\w-]{22}", message.body)
    assert found
    with time_machine.travel(asked_at + timedelta(minutes=5), tick=False):
        browser = Client()
        browser.post(f"{found[0]}/1", {"value": "8"})
        browser.post(f"{found[0]}/2", {"value": "large"})
        browser.post(f"{found[0]}/3", {"words": ""})
    line = ReviewItem.objects.get(patient=ida)
    assert line.rank == Rank.ATTENTION
    assert line.reply is not None
    assert line.reply.words == "8\nLarge bruise"

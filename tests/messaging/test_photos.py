"""Photos are fetched with our credentials from Twilio alone, checked, and sealed."""

import base64
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from followup.clinic.models import Channel, Clinic
from followup.messaging import photos
from followup.messaging.models import Inbound, InboundPhoto, PhotoState
from followup.messaging.providers import twilio_media
from followup.messaging.providers.twilio_media import MediaAway, MediaRefused
from tests.messaging.calls import HAL
from tests.messaging.test_pictures import picture, with_notes

pytestmark = pytest.mark.django_db


class Door(BaseHTTPRequestHandler):
    """A server that answers by what the path asks for."""

    calls: list[tuple[str, str]] = []  # noqa: RUF012 - one list for one test's server
    content = b""

    def do_GET(self) -> None:
        self.calls.append((self.path, self.headers.get("Authorization", "")))
        kind, _, rest = self.path.strip("/").partition("/")
        if kind == "to":
            self._say(307, location=base64.urlsafe_b64decode(rest).decode())
        elif kind == "status":
            self._say(int(rest))
        elif kind == "endless":
            self._say(200, self.content * 100)
        else:
            self._say(200, self.content)

    def _say(self, status: int, body: bytes = b"", *, location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def api(settings: Any, tmp_path: Path) -> Iterator[str]:
    """Where Twilio's API stands."""
    Door.calls, Door.content = [], picture()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TWILIO_API_URL = f"http://127.0.0.1:{server.server_port}"
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC1", "token"
    settings.TWILIO_API_KEY = ""
    settings.PHOTO_ROOT = tmp_path / "photos"
    yield settings.TWILIO_API_URL
    server.shutdown()
    server.server_close()


@pytest.fixture
def inbound(peak: Clinic, at: datetime) -> Inbound:
    row: Inbound = Inbound.objects.create(
        clinic=peak, channel=Channel.SMS, provider="twilio", provider_id="MM1", sender=HAL,
        sender_index="x", received_at=at,
    )  # fmt: skip
    return row


def came(inbound: Inbound, url: str) -> InboundPhoto:
    photos.expect(inbound=inbound, media=[(url, "image/jpeg")], pictures=[])
    photo: InboundPhoto = InboundPhoto.objects.latest("id")
    return photo


def after_fetching(photo: InboundPhoto, at: datetime) -> InboundPhoto:
    photos.fetch_waiting(at=at)
    photo.refresh_from_db()
    return photo


def basic(name: str, word: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{word}".encode()).decode()


def redirect(api: str, target: str) -> str:
    return f"{api}/to/{base64.urlsafe_b64encode(target.encode()).decode()}"


def test_a_photo_is_fetched_with_credentials_and_stored_sealed(
    api: str, inbound: Inbound, at: datetime, settings: Any
) -> None:
    Door.content = with_notes()
    photo = after_fetching(came(inbound, f"{api}/a"), at)
    assert Door.calls == [("/a", basic("AC1", "token"))]
    assert photo.state == PhotoState.STORED
    shown = photos.content(photo=photo)
    assert shown[:2] == b"\xff\xd8"
    assert b"Secret" not in shown
    (file,) = [path for path in settings.PHOTO_ROOT.rglob("*") if path.is_file()]
    assert file.read_bytes()[:2] != b"\xff\xd8", "on the disk it is encrypted"
    assert file.stat().st_mode & 0o077 == 0


def test_an_api_key_is_used_where_there_is_one(
    api: str, inbound: Inbound, at: datetime, settings: Any
) -> None:
    settings.TWILIO_API_KEY, settings.TWILIO_API_SECRET = "SK1", "secret"
    after_fetching(came(inbound, f"{api}/a"), at)
    assert Door.calls[0][1] == basic("SK1", "secret")


def test_twilios_redirect_is_followed(api: str, inbound: Inbound, at: datetime) -> None:
    photo = after_fetching(came(inbound, redirect(api, "/where/it/lies")), at)
    assert photo.state == PhotoState.STORED
    assert [path for path, _ in Door.calls][-1] == "/where/it/lies"


def test_the_credentials_stay_behind_when_the_file_lies_elsewhere(
    api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, object]] = []
    ask = requests.Session.get

    def noted(session: requests.Session, url: str, **more: Any) -> requests.Response:
        seen.append((url, more["auth"]))
        if url.startswith("https://"):
            raise requests.ConnectionError
        return ask(session, url, **more)

    monkeypatch.setattr(requests.Session, "get", noted)
    with pytest.raises(MediaAway):
        twilio_media.fetch(url=redirect(api, "https://cdn.example.com/x"), most_bytes=1000)
    assert seen[0][1] == ("AC1", "token")
    assert seen[1] == ("https://cdn.example.com/x", None)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/internal",
        "http://169.254.169.254/latest/meta-data",
        "https://twilio.com.evil.example.com/x",
        "https://eviltwilio.com/x",
        "http://api.twilio.com/x",
        "file:///etc/passwd",
        "https://api.twilio.com@evil.example.com/x",
        "nonsense",
        "",
    ],
)
def test_an_address_that_is_not_twilios_is_never_called(
    api: str, inbound: Inbound, at: datetime, url: str
) -> None:
    photo = after_fetching(came(inbound, url), at)
    assert (photo.state, photo.reason) == (PhotoState.REFUSED, "address")
    assert Door.calls == []


def test_a_redirect_into_the_inside_is_not_followed(
    api: str, inbound: Inbound, at: datetime
) -> None:
    photo = after_fetching(came(inbound, redirect(api, "http://127.0.0.1:1/inside")), at)
    assert (photo.state, photo.reason) == (PhotoState.REFUSED, "address")


def test_a_ring_of_redirects_ends(api: str, inbound: Inbound, at: datetime) -> None:
    here = redirect(api, "/to/" + base64.urlsafe_b64encode(b"/to/Lw==").decode())
    for _ in range(4):
        here = redirect(api, here)
    photo = after_fetching(came(inbound, here), at)
    assert (photo.state, photo.reason) == (PhotoState.REFUSED, "refused")


def test_too_large_is_refused_without_reading_on(
    api: str, inbound: Inbound, at: datetime, settings: Any
) -> None:
    settings.PHOTO_MAX_BYTES = len(Door.content)
    photo = after_fetching(came(inbound, f"{api}/endless"), at)
    assert (photo.state, photo.reason) == (PhotoState.REFUSED, "too_large")


def test_what_is_no_picture_is_refused_whatever_it_is_called(
    api: str, inbound: Inbound, at: datetime
) -> None:
    Door.content = b"<html><script>alert(1)</script></html>"
    photo = after_fetching(came(inbound, f"{api}/photo.jpg"), at)
    assert (photo.state, photo.reason) == (PhotoState.REFUSED, "type")


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_what_cannot_be_had_now_is_tried_again_for_two_days(
    api: str, inbound: Inbound, at: datetime, status: int
) -> None:
    photo = after_fetching(came(inbound, f"{api}/status/{status}"), at)
    assert (photo.state, photo.tries) == (PhotoState.WAITING, 1)
    photo = after_fetching(photo, at + timedelta(hours=47))
    assert photo.state == PhotoState.WAITING
    photo = after_fetching(photo, at + timedelta(hours=49))
    assert (photo.state, photo.reason) == (PhotoState.REFUSED, "unreachable")


def test_one_photo_that_hangs_back_does_not_keep_the_next_from_coming(
    api: str, inbound: Inbound, at: datetime
) -> None:
    photos.expect(
        inbound=inbound,
        media=[(f"{api}/status/500", ""), (f"{api}/a", "")],
        pictures=[],
    )
    photos.fetch_waiting(at=at)
    assert list(InboundPhoto.objects.order_by("position").values_list("state", flat=True)) == [
        PhotoState.WAITING,
        PhotoState.STORED,
    ]


def test_of_two_workers_with_one_photo_one_file_stays(
    api: str, inbound: Inbound, at: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = came(inbound, f"{api}/a")
    fetch = twilio_media.fetch
    met = threading.Event()

    def overtaken(**named: Any) -> bytes:
        content = fetch(**named)
        if not met.is_set():
            met.set()
            photos.fetch_waiting(at=at)
        return content

    monkeypatch.setattr(twilio_media, "fetch", overtaken)
    after_fetching(photo, at)
    photo.refresh_from_db()
    files = [path for path in settings.PHOTO_ROOT.rglob("*") if path.is_file()]
    assert [str(path.relative_to(settings.PHOTO_ROOT)) for path in files] == [photo.path]


def test_a_picture_from_an_email_is_redrawn_and_its_first_copy_deleted(
    api: str, inbound: Inbound, at: datetime, settings: Any
) -> None:
    photos.expect(inbound=inbound, media=[], pictures=[(with_notes(), "image/jpeg")])
    photo = after_fetching(InboundPhoto.objects.get(), at)
    assert photo.state == PhotoState.STORED
    assert b"Secret" not in photos.content(photo=photo)
    assert len([path for path in settings.PHOTO_ROOT.rglob("*") if path.is_file()]) == 1


def test_a_picture_that_is_too_large_for_us_is_refused_at_once(
    api: str, inbound: Inbound, settings: Any
) -> None:
    settings.PHOTO_MAX_BYTES = 10
    photos.expect(inbound=inbound, media=[], pictures=[(picture(), "image/jpeg")])
    photo = InboundPhoto.objects.get()
    assert (photo.state, photo.reason, photo.path) == (PhotoState.REFUSED, "too_large", "")


def test_a_picture_that_is_lost_on_our_disk_holds_up_no_other(
    api: str, inbound: Inbound, at: datetime, settings: Any
) -> None:
    photos.expect(inbound=inbound, media=[], pictures=[(picture(), "")] * 2)
    lost, kept = InboundPhoto.objects.order_by("position")
    (settings.PHOTO_ROOT / lost.path).unlink()
    photos.fetch_waiting(at=at)
    lost.refresh_from_db()
    kept.refresh_from_db()
    assert (lost.state, lost.reason) == (PhotoState.REFUSED, "lost")
    assert kept.state == PhotoState.STORED


def test_a_full_disk_costs_the_picture_and_not_the_words(
    api: str, inbound: Inbound, settings: Any
) -> None:
    settings.PHOTO_ROOT.parent.joinpath("photos").write_text("a file where the folder should be")
    photos.expect(inbound=inbound, media=[], pictures=[(picture(), "")])
    photo = InboundPhoto.objects.get()
    assert (photo.state, photo.reason) == (PhotoState.REFUSED, "disk")


def test_a_url_that_makes_no_sense_is_refused(api: str) -> None:
    with pytest.raises(MediaRefused):
        twilio_media.fetch(url="http://[::1", most_bytes=10)

"""Photos that came with a message: fetched, checked, freed of what the camera wrote, and sealed.

Nothing of what was sent is kept as it came: a picture is decoded and drawn anew, so that neither
the place where it was taken nor anything else that hides in the file survives. Encrypted, under
random names, outside the web root.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db.models import F

from followup.lib.crypto import UnreadableError, opened, sealed
from followup.lib.later import nudge_later
from followup.messaging import pictures as drawing
from followup.messaging.models import Inbound, InboundPhoto, PhotoState
from followup.messaging.pictures import NotAPicture
from followup.messaging.providers import twilio_media
from followup.messaging.providers.twilio_media import MediaAway, MediaRefused

log = structlog.get_logger(__name__)

_AT_ONCE = 20
# Tried with every sweep; after this a person has to ask for it again.
_GIVEN_UP_AFTER = timedelta(days=2)


def expect(
    *,
    inbound: Inbound,
    media: Sequence[tuple[str, str]],
    pictures: Sequence[tuple[bytes, str]],
) -> None:
    """Note what is to be fetched, and set aside what came along; call it in a transaction."""
    if not media and not pictures:
        return
    rows = [_row(inbound, position, kind, url=url) for position, (url, kind) in enumerate(media)]
    rows += [
        _set_aside(_row(inbound, position, kind), content)
        for position, (content, kind) in enumerate(pictures, start=len(rows))
    ]
    InboundPhoto.objects.bulk_create(rows)
    nudge_later("fetch_photos")


def fetch_waiting(*, at: datetime) -> int:
    """Fetch and store what still waits; how many were settled, one way or the other."""
    waiting = InboundPhoto.objects.filter(state=PhotoState.WAITING).select_related("inbound")
    return sum(_settle(photo, at) for photo in waiting.order_by("tries", "id")[:_AT_ONCE])


def content(*, photo: InboundPhoto) -> bytes:
    """A stored photo as JPEG."""
    return _read(photo.path)


def delete(*, path: str) -> None:
    """The file itself, where it is still there."""
    if path:
        (settings.PHOTO_ROOT / path).unlink(missing_ok=True)


def _settle(photo: InboundPhoto, at: datetime) -> bool:
    try:
        picture = drawing.redrawn(_original(photo))
    except MediaAway as away:
        return _try_again(photo, at, reason=str(away))
    except (MediaRefused, NotAPicture) as refusal:
        return _close(photo, state=PhotoState.REFUSED, reason=str(refusal))
    path = _write(picture)
    return _close(photo, state=PhotoState.STORED, path=path, size=len(picture))


def _original(photo: InboundPhoto) -> bytes:
    if photo.path:
        return _set_aside_before(photo)
    return twilio_media.fetch(url=photo.url, most_bytes=settings.PHOTO_MAX_BYTES)


def _set_aside_before(photo: InboundPhoto) -> bytes:
    try:
        return _read(photo.path)
    except (OSError, UnreadableError) as error:
        # One that is lost on our own disk must not keep the others from being fetched.
        log.exception("photo_lost", photo=photo.pk)
        raise MediaRefused("lost") from error


def _try_again(photo: InboundPhoto, at: datetime, *, reason: str) -> bool:
    log.info("photo_away", photo=photo.pk, tries=photo.tries + 1, why=reason)
    InboundPhoto.objects.filter(pk=photo.pk).update(tries=F("tries") + 1)
    if at - photo.inbound.received_at < _GIVEN_UP_AFTER:
        return False
    return _close(photo, state=PhotoState.REFUSED, reason="unreachable")


def _close(
    photo: InboundPhoto, *, state: PhotoState, reason: str = "", path: str = "", size: int = 0
) -> bool:
    """Compare and set: where two workers fetched the same photo, one file of the two stays."""
    before = photo.path
    waiting = InboundPhoto.objects.filter(pk=photo.pk, state=PhotoState.WAITING)
    won = waiting.update(state=state, reason=reason[:40], path=path, size=size) == 1
    delete(path=before if won else path)
    return won


def _set_aside(photo: InboundPhoto, content: bytes) -> InboundPhoto:
    """Sealed as it came, until it is redrawn: that takes longer than a webhook may."""
    if len(content) > settings.PHOTO_MAX_BYTES:
        photo.state, photo.reason = PhotoState.REFUSED, "too_large"
        return photo
    try:
        photo.path = _write(content)
    except OSError:
        # The words that came with it are worth more than the picture.
        log.exception("photo_not_kept", inbound=photo.inbound_id)
        photo.state, photo.reason = PhotoState.REFUSED, "disk"
    return photo


def _row(inbound: Inbound, position: int, kind: str, *, url: str = "") -> InboundPhoto:
    return InboundPhoto(
        clinic_id=inbound.clinic_id,
        inbound=inbound,
        position=position,
        url=url,
        content_type=kind[:80],
    )


def _write(content: bytes) -> str:
    """Seal it under a random name; returns the path below PHOTO_ROOT."""
    name = secrets.token_hex(16)
    path = Path(name[:2]) / name
    full = settings.PHOTO_ROOT / path
    full.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = full.with_suffix(".part")
    draft.touch(mode=0o600)
    draft.write_bytes(sealed(content))
    draft.replace(full)
    return str(path)


def _read(path: str) -> bytes:
    return opened((settings.PHOTO_ROOT / path).read_bytes())

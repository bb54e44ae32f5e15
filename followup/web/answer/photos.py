"""The photos that a patient chose; what they are is found out when they are drawn anew."""

from django.conf import settings
from django.http import HttpRequest

_MOST = 3


class Refused(ValueError):
    """Photos that are not taken; `why` is the name of the phrase that says what to do."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def chosen_photos(request: HttpRequest) -> list[tuple[bytes, str]]:
    """Each photo with its declared type. Raises Refused."""
    files = [file for file in request.FILES.getlist("photos") if file.size]
    if len(files) > _MOST:
        raise Refused("too_many")
    if any((file.size or 0) > settings.PHOTO_MAX_BYTES for file in files):
        raise Refused("too_large")
    return [(file.read(), (file.content_type or "")[:80]) for file in files]


def most_megabytes() -> int:
    """How large one may be."""
    return int(settings.PHOTO_MAX_BYTES // 1_000_000)

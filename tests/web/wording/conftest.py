"""An admin at the editor of one place, and what it answers."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from followup.clinic.models import Staff
from followup.messaging import places
from followup.messaging.models import Template
from tests.web.conftest import HTMX, Enter, enter, fran, maria, now, vera, wait

__all__ = ["enter", "fran", "maria", "now", "vera", "wait"]

FINE = "{{ clinic_name }}: Hi {{ first_name }}, 0 to 10? 911. STOP to opt out."
TEXT = "/templates/check_in/sms/en/"


class Desk:
    """A browser before one place."""

    def __init__(self, client: Client, address: str = TEXT) -> None:
        self.client, self.address = client, address

    def open(self) -> str:
        answer = self.client.get(self.address)
        assert answer.status_code == HTTPStatus.OK
        return str(answer.content.decode())

    def send(self, to: str, source: str = FINE, *, htmx: bool = False, **more: Any) -> HttpResponse:
        form = {"source": source, "seen": self.turn(), **more}
        headers = HTMX if htmx else {}
        return self.client.post(f"{self.address}{to}", form, headers=headers)  # type: ignore[return-value]

    def look(self, source: str, **more: Any) -> str:
        return self.send("preview", source, htmx=True, **more).content.decode()

    def publish(self, source: str = FINE, **more: Any) -> HttpResponse:
        self.send("draft", source, **more)
        return self.client.post(f"{self.address}publication", {"seen": self.turn()})  # type: ignore[return-value]

    def turn(self) -> int:
        name, channel, language = self.address.strip("/").split("/")[1:]
        found = Template.objects.filter(kind=name, channel=channel, language=language).first()
        return found.turn if found else 0


Sit = Callable[..., Desk]


@pytest.fixture
def sit(enter: Enter) -> Sit:
    """Sit somebody down before a place."""

    def sat(staff: Staff, address: str = TEXT) -> Desk:
        return Desk(enter(staff), address)

    return sat


def standing(
    staff: Staff, name: str = "check_in", channel: str = "sms", language: str = "en"
) -> Any:
    place = places.place(name=name, channel=channel, language=language)
    return places.standing(clinic=staff.clinic, place=place)

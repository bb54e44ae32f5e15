"""Whoever works at another clinic finds nothing, however well they guess the number of a row."""

from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from followup.care import importing_run, planning, shipped
from followup.care.models import PlannedMessage, Protocol, TreatmentImport
from followup.clinic import contacts, policy
from followup.clinic.models import Channel, Clinic, Patient, Role, Staff
from followup.lib.crypto import sealed
from followup.messaging import drafts, places, publishing
from followup.messaging.models import Inbound, InboundPhoto, PhotoState
from followup.replies.models import ItemKind, Rank, ReviewItem
from followup.web.access import ACCESS, PUBLIC
from tests.conventions.routes import routes
from tests.messaging.calls import message_to

# Routes of rows, by how their names begin.
ROWS = (
    *("item", "treatment", "import", "patient", "contact", "photo", "message", "closed", "change"),
    *("templateversion", "templatedraft", "protocol"),
    "staff",
    "planned",
)
# Each clinic has words of its own at the same address; tests/web/wording keeps those apart.
PLACES = {name for name, route in routes().items() if "channel" in route.asks}
OF_ROWS = {
    name: route
    for name, route in routes().items()
    if route.asks and ACCESS[name] != PUBLIC and name not in PLACES
}
CLOSED_BY_ALLAUTH = {"account_confirm_email"}
# Named by a word that is the same at every clinic; what they count is tested with the reports.
OF_NO_ROW = {"report", "report_csv"}


@pytest.fixture
def rows(
    alice: Staff,
    clinic: Clinic,
    grace: Patient,
    at: datetime,
    settings: Settings,
    tmp_path: Path,
) -> dict[str, int]:
    settings.PHOTO_ROOT = tmp_path
    shipped.install(clinic=clinic, at=at)
    treatment = planning.log_treatment(
        patient=grace, visit=planning.Visit(treated_at=at, regions=("knee",)), at=at
    )
    return {
        "patient": grace.pk,
        "treatment": treatment.pk,
        "import": _upload(alice, at).pk,
        "contact": contacts.add(patient=grace, channel=Channel.EMAIL, value="g@example.com").pk,
        "planned": PlannedMessage.objects.earliest("due_at").pk,
        "item": _item(grace, at).pk,
        "protocol": Protocol.objects.of(clinic).get(slug="knee").pk,
        "message": message_to(grace, clinic=clinic, at=at).pk,
        "staff": _colleague(clinic).pk,
        "closed": policy.close_on(clinic=clinic, day=date(2026, 12, 24), at=at).pk,
        "change": _change(clinic, at),
        "photo": _photo(clinic, at, tmp_path).pk,
        **_words(alice, at),
    }


def test_each_route_of_a_row_is_known_here() -> None:
    assert {name for name in OF_ROWS if _kind(name) is None} == CLOSED_BY_ALLAUTH | OF_NO_ROW


@pytest.mark.parametrize("name", sorted(OF_ROWS.keys() - CLOSED_BY_ALLAUTH - OF_NO_ROW))
def test_another_clinic_finds_nothing_where_ones_own_finds_something(
    client: Client, alice: Staff, charlie: Staff, rows: dict[str, int], name: str
) -> None:
    address = OF_ROWS[name].address(pk=rows[_kind(name) or ""])
    for enter in (client.get, client.post):
        client.force_login(charlie)
        theirs = enter(address).status_code
        client.force_login(alice)
        ours = enter(address).status_code
        assert ours != HTTPStatus.NOT_FOUND
        assert theirs == HTTPStatus.NOT_FOUND or ours == theirs == HTTPStatus.METHOD_NOT_ALLOWED


def _kind(name: str) -> str | None:
    return next((kind for kind in ROWS if name.partition("_")[0] == kind), None)


def _upload(alice: Staff, at: datetime) -> TreatmentImport:
    return importing_run.store(
        clinic=alice.clinic, name="day.csv", content=b"a,b\n1,2\n", at=at, by=alice
    )


def _item(patient: Patient, at: datetime) -> ReviewItem:
    return ReviewItem.objects.create(
        clinic_id=patient.clinic_id,
        patient=patient,
        kind=ItemKind.REPLY,
        rank=Rank.ROUTINE,
        waiting_since=at,
    )


def _colleague(clinic: Clinic) -> Staff:
    return Staff.objects.create_staff(
        clinic_id=clinic.pk, email="ana@peak.example.com", name="Ana", role=Role.ADMIN
    )


def _change(clinic: Clinic, at: datetime) -> int:
    event = policy.change(clinic=clinic, changes={"cap_per_week": 6}, at=at)
    assert event is not None
    return event.pk


def _words(alice: Staff, at: datetime) -> dict[str, int]:
    place = places.place(name="help", channel="sms", language="en")
    source = "{{ clinic_name }}: {{ clinic_phone }}. STOP to opt out."
    draft = drafts.save(place=place, subject="", source=source, seen=0, at=at, by=alice)
    version = publishing.publish(place=place, seen=draft.template.turn, at=at, by=alice)
    later = drafts.begin(place=place, subject="", source="Later", at=at, by=alice)
    return {"templateversion": version.pk, "templatedraft": later.pk}


def _photo(clinic: Clinic, at: datetime, folder: Path) -> InboundPhoto:
    inbound = Inbound.objects.create(
        clinic=clinic,
        channel=Channel.SMS,
        provider="twilio",
        provider_id="MM1",
        sender="+17195550101",
        sender_index="0" * 32,
        received_at=at,
    )
    (folder / "picture").write_bytes(sealed(b"not looked at here"))
    return InboundPhoto.objects.create(
        clinic=clinic, inbound=inbound, position=0, state=PhotoState.STORED, path="picture"
    )

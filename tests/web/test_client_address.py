"""The audit log keeps where a person came from, behind a proxy too, and believes no pretence."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from followup.clinic.models import AuditEvent, Patient, Staff

PROXY, STAFF_AT, PRETENDED = "172.18.0.2", "203.0.113.7", "198.51.100.1"


@pytest.mark.parametrize(("proxies", "kept"), [(0, PROXY), (1, STAFF_AT)])
def test_a_view_is_noted_with_the_address_that_the_trusted_proxy_saw(
    client: Client, alice: Staff, grace: Patient, settings: Settings, proxies: int, kept: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    client.force_login(alice)
    client.get(
        reverse("patient", kwargs={"pk": grace.pk}),
        headers={"x-forwarded-for": f"{PRETENDED}, {STAFF_AT}"},
        REMOTE_ADDR=PROXY,
    )
    assert AuditEvent.objects.filter(act="viewed").latest("at").address == kept

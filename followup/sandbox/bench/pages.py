"""How long the server takes for the staff's pages beside a million replies of many patients."""

import time
from collections.abc import Callable

from django.test import Client

from followup.clinic.models import Patient, Staff
from followup.replies import tabs
from followup.replies.models import ReviewItem
from followup.replies.tabs import Tab
from followup.sandbox.bench import crowd, seeding
from followup.sandbox.bench.figures import Figure, percentile
from followup.sandbox.bench.ground import NOON, Ground

_PATIENTS, _REPLIES_EACH = 200_000, 5
_QUICK_PATIENTS = 10_000
_ROUNDS = 60
# What UX asks of every page.
_LIMIT = 100.0


def run(ground: Ground) -> list[Figure]:
    """In this process, without a network: what the server itself takes, the database included."""
    practice = seeding.practice(at=NOON)
    patients = _QUICK_PATIENTS if ground.quick else _PATIENTS
    crowd.gather(practice=practice, patients=patients, replies=_REPLIES_EACH, at=NOON)
    staff = Staff.objects.get(clinic=practice.clinic)
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(staff)
    item = ReviewItem.objects.filter(clinic=practice.clinic, closed_at__isnull=True).earliest("pk")
    patient = Patient.objects.filter(clinic=practice.clinic).latest("pk")
    done = tabs.items_of(Tab.DONE, staff=staff, at=NOON)
    deep = tabs.place_of(done[done.count() // 2], tab=Tab.DONE)
    pages: dict[str, Callable[[], object]] = {
        "review": lambda: browser.get("/review/"),
        "review again": lambda: browser.get("/review/list/?seen=0", headers={"HX-Request": "true"}),
        "item": lambda: browser.get(f"/review/{item.pk}/"),
        "done, half way": lambda: browser.get("/review/", {"tab": "done", "after": str(deep)}),
        "patients": lambda: browser.get("/patients/"),
        "patient": lambda: browser.get(f"/patients/{patient.pk}/"),
        "patient search": lambda: browser.post("/patients/", {"text": crowd.COMMON}),
    }
    return [_figure(name, page) for name, page in pages.items()]


def _figure(name: str, page: Callable[[], object]) -> Figure:
    page()
    values = [_milliseconds(page) for _ in range(_ROUNDS)]
    p99 = percentile(values, 0.99)
    return Figure(
        bench=f"pages.{name}",
        unit="ms",
        values=values,
        beside={"p99": p99, "of_limit": p99 / _LIMIT},
    )


def _milliseconds(page: Callable[[], object]) -> float:
    began = time.perf_counter()
    page()
    return (time.perf_counter() - began) * 1000

"""The engine watches over itself: it says what is wrong, and falls silent when it is."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from structlog.testing import capture_logs

from followup.clinic.models import Patient
from followup.lib import pulse
from followup.reports import watch
from tests.engine import due, treated


class Monitor(BaseHTTPRequestHandler):
    """Counts who reports to it."""

    calls: list[str]

    def do_GET(self) -> None:
        self.calls.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def monitor(settings: Any, db: None) -> Iterator[list[str]]:
    cache.clear()
    Monitor.calls = []
    with HTTPServer(("127.0.0.1", 0), Monitor) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.DEADMAN_URL = f"http://127.0.0.1:{server.server_port}/ours"
        yield Monitor.calls
        server.shutdown()


def test_while_all_is_well_the_monitor_is_told(monitor: list[str], at: datetime) -> None:
    pulse.beat()
    assert watch.watch(at=at) == ()
    assert monitor == ["/ours"]


def test_the_monitor_hears_nothing_once_nobody_ticks(monitor: list[str], at: datetime) -> None:
    with capture_logs() as lines:
        assert watch.watch(at=at)
    assert monitor == []
    assert [(line["event"], line["log_level"]) for line in lines] == [("trouble", "error")]


def test_texts_that_wait_for_more_than_five_minutes_are_a_trouble(
    monitor: list[str], hal: Patient, at: datetime
) -> None:
    treated(hal, at=at)
    waits_since = due("aftercare").due_at
    with time_machine.travel(at, tick=False):
        pulse.beat()
        assert watch.watch(at=waits_since + timedelta(minutes=4)) == ()
        (trouble,) = watch.watch(at=waits_since + timedelta(minutes=6))
    assert "overdue" in trouble
    assert len(monitor) == 1


def test_a_monitor_that_is_away_is_no_trouble_of_ours(
    monitor: list[str], settings: Any, at: datetime
) -> None:
    settings.DEADMAN_URL = "http://127.0.0.1:1/nobody"
    pulse.beat()
    with capture_logs() as lines:
        assert watch.watch(at=at) == ()
    assert [line["event"] for line in lines] == ["monitor_away"]

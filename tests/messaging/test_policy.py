"""May it go, and if not why not: one case for each rule, in the order in which they count."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from followup.care.hours import WEEKDAYS, Hours
from followup.messaging.policy import Facts, Hold, Send, Skip, Way, decide, lands_by

DENVER = ZoneInfo("America/Denver")
NOON = datetime(2026, 3, 3, 19, 0, tzinfo=UTC)
HOURS = Hours(weekdays=WEEKDAYS["shipped"])
FACTS = Facts(
    kind="check_in",
    at=NOON,
    expires_at=NOON + timedelta(hours=30),
    window="regular",
    hours=HOURS,
    zones=(DENVER,),
    ways=(Way("sms"), Way("email")),
    pointless="",
    paused=False,
    others=(),
    per_day=2,
    per_week=5,
)


def test_what_may_go_goes_by_the_first_open_way() -> None:
    decision = decide(FACTS)
    assert isinstance(decision, Send)
    assert decision.channel == "sms"


def test_a_barred_text_becomes_an_email() -> None:
    decision = decide(replace(FACTS, ways=(Way("sms", "unreachable"), Way("email"))))
    assert isinstance(decision, Send)
    assert decision.channel == "email"


@pytest.mark.parametrize(
    ("bars", "reason"),
    [
        (("opted_out", "no_contact"), "opted_out"),
        (("no_contact", "unreachable"), "unreachable"),
        (("no_contact", "no_consent"), "no_consent"),
        (("no_contact", "no_contact"), "no_contact"),
    ],
)
def test_the_most_telling_bar_is_the_reason(bars: tuple[str, str], reason: str) -> None:
    ways = (Way("sms", bars[0]), Way("email", bars[1]))
    assert decide(replace(FACTS, ways=ways)) == Skip(reason)


def test_what_is_pointless_is_skipped_before_all_else() -> None:
    assert decide(replace(FACTS, pointless="answered", ways=())) == Skip("answered")


def test_while_an_urgent_reply_waits_for_a_person_nothing_goes() -> None:
    decision = decide(replace(FACTS, paused=True))
    assert isinstance(decision, Hold)
    assert (decision.because, decision.until > NOON) == ("paused", True)
    ending = replace(FACTS, paused=True, expires_at=NOON + timedelta(minutes=5))
    assert decide(ending) == Skip("paused")


def test_what_has_expired_is_skipped() -> None:
    assert decide(replace(FACTS, at=FACTS.expires_at)) == Skip("expired")


def test_at_night_it_is_held_until_the_morning() -> None:
    decision = decide(replace(FACTS, at=NOON + timedelta(hours=9)))
    assert isinstance(decision, Hold)
    assert decision.until == datetime(2026, 3, 4, 16, 0, tzinfo=UTC)


def test_held_past_its_use_it_is_skipped() -> None:
    late = replace(FACTS, at=NOON + timedelta(hours=9), expires_at=NOON + timedelta(hours=12))
    assert decide(late) == Skip("window")


def test_the_third_of_a_day_gives_way() -> None:
    two = (NOON - timedelta(hours=3), NOON + timedelta(hours=3))
    assert decide(replace(FACTS, others=two)) == Skip("cap")


def test_nothing_handed_over_in_the_evening_may_land_at_night() -> None:
    at = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)  # 20:00 in Denver
    until = lands_by(at=at, expires_at=at + timedelta(days=1), hours=HOURS, zones=(DENVER,))
    assert until == datetime(2026, 3, 4, 4, 0, tzinfo=UTC)

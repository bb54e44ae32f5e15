"""Charts bring nothing that the content policy refuses, and say in words what they show."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from followup.replies.reader import Intent, Reading
from followup.replies.triage import Rules, judge
from followup.web.charts.course import Event, Needling, Score, course
from followup.web.charts.expected import expected, most_at, outline
from followup.web.charts.figures import Bar, Spread, bars, lines, spread
from followup.web.charts.picture import Picture
from followup.web.charts.sparkline import sparkline

AT = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BAND = expected(region="knee")
NEEDLED = Needling(at=AT - 3 * DAY, region="Knee", band=BAND)
TAGS = {"svg", "title", "desc", "g", "path", "rect", "circle", "text"}


def _course(*, soreness: int = 4, bruise: str = "", events: tuple[Event, ...] = ()) -> Picture:
    score = Score(at=AT, of=NEEDLED, soreness=soreness, bruise=bruise)
    return course(needlings=[NEEDLED], scores=[score], events=events, at=AT)


def _all() -> list[Picture]:
    title, summary = "A <b>chart</b>", 'Says "hello" & more'
    return [
        _course(),
        course(needlings=[], scores=[], at=AT),
        bars(
            name="bars",
            title=title,
            summary=summary,
            values=[Bar("</svg><script>", 3)],
            columns=("What", "How many"),
        ),
        bars(name="none", title=title, summary=summary, values=[], columns=("What", "How many")),
        lines(
            name="lines",
            title=title,
            summary=summary,
            labels=["Mon", "Tue"],
            series=[("Sent", [1, None])],
            columns=("Day", "Sent"),
        ),
        spread(
            name="spread", title=title, summary=summary, points=[Spread(24, 2, 4, 6, 9)], band=BAND
        ),
        spread(name="nobody", title=title, summary=summary, points=[]),
    ]


@pytest.mark.parametrize("picture", _all(), ids=lambda picture: picture.title)
def test_no_style_no_script_and_no_address_comes_with_a_chart(picture: Picture) -> None:
    for svg in (picture.wide, picture.narrow):
        root = ET.fromstring(svg)  # noqa: S314 - our own
        assert {element.tag for element in root.iter()} <= TAGS
        attributes = {name for element in root.iter() for name in element.attrib}
        assert not {name for name in attributes if name == "style" or name.startswith("on")}
        assert "http" not in svg
        assert root.get("role") == "img"
        assert root.find("title") is not None


def test_the_two_drawings_of_a_chart_share_no_id() -> None:
    picture = _course()
    ids = re.findall(r' id="([^"]+)"', picture.wide + picture.narrow)
    assert len(ids) == len(set(ids)) == 4


def test_a_score_above_the_band_has_another_shape_and_says_so_in_the_table() -> None:
    high, usual = _course(soreness=5), _course(soreness=3)
    assert "triangle" in high.wide
    assert "triangle" not in usual.wide
    assert any("5, above expected" in row for row in high.rows)
    assert ("triangle", "above expected") in high.key
    assert ("triangle", "above expected") not in usual.key


def test_bruises_and_events_have_marks_of_their_own() -> None:
    events = (Event(AT, "urgent", "Urgent: numb"), Event(AT, "call", "Called by Bob"))
    picture = _course(bruise="small bruise", events=(*events, Event(AT, "opt_out", "No texts")))
    for mark in ("frame", "diamond", "square", "cross"):
        assert f"spot {mark}" in picture.wide
    told = [cell for row in picture.rows for cell in row]
    assert {"Urgent: numb", "Called by Bob", "No texts", "small bruise"} <= set(told)


def test_what_lies_too_far_back_to_draw_still_stands_in_the_table() -> None:
    old = Needling(at=AT - 400 * DAY, region="Hip", band=BAND)
    picture = course(needlings=[old, NEEDLED], scores=[], at=AT)
    assert picture.wide.count('class="series needled"') <= 2  # one treatment, in two layers
    assert any("Treated: Hip" in row for row in picture.rows)


@pytest.mark.parametrize("hours", [1.0, 30.0, 71.9, 72.0, 90.0, 300.0])
def test_the_band_is_the_one_that_triage_judges_by(hours: float) -> None:
    most = most_at(BAND, hours)
    for score, is_above in ((most, False), (most + 1, True)):
        reading = Reading(score, None, (Intent.ANSWER,), (), (), (), 0.9, understood=True)
        verdict = judge(reading, asked="soreness", region="knee", hours_after=hours)
        assert ("soreness" in {reason.code for reason in verdict.reasons}) is is_above


def test_a_clinic_that_expects_less_of_a_region_sees_a_lower_band() -> None:
    rules = Rules(region_most={"neck": 4})
    assert [part.most for part in expected(region="neck", rules=rules)] == [4, 3]
    assert [part.most for part in expected(region="knee", rules=rules)] == [6, 3]


def test_the_shape_of_the_band_goes_along_its_top_and_back() -> None:
    assert outline(BAND) == [
        *((0.0, 6), (72.0, 6), (72.0, 3), (96.0, 3)),
        *((96.0, 0), (72.0, 0), (72.0, 0), (0.0, 0)),
    ]


def test_a_sparkline_is_small_and_says_its_scores() -> None:
    drawn = sparkline(scores=[(24.0, 5), (73.0, 6)], band=BAND)
    assert "5 after 24 h (at most 6 expected), 6 after 73 h (at most 3 expected)" in drawn
    assert drawn.count("above") == 1
    assert "style" not in drawn
    assert len(drawn) < 700


def test_without_a_score_there_is_no_sparkline() -> None:
    assert sparkline(scores=[], band=BAND) == ""


def test_a_score_long_after_the_band_still_lies_within_the_sparkline() -> None:
    places = re.findall(r'cx="([\d.]+)"', sparkline(scores=[(20.0, 2), (400.0, 1)], band=BAND))
    assert all(0 < float(place) < 96 for place in places)

"""The reports that there are: each a question, the table that answers it, and what to know."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from followup.reports.figures import (
    answers,
    harm,
    opt_outs,
    reader,
    reviewing,
    soreness,
    words_sent,
)
from followup.reports.scope import Scope
from followup.reports.table import Table

Words = str | Promise


class Look(StrEnum):
    """How a table is drawn."""

    BARS = "bars"
    LINES = "lines"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class Chart:
    """How a table is drawn, and the columns of its figures; their names are the first column.

    A spread takes the answers, the lower quartile, the median and the upper one.
    """

    look: Look
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One question; `chart` is None where a picture would say no more than the table."""

    slug: str
    title: Words
    tells: Words
    table: Callable[[Scope], Table]
    chart: Chart | None = None


REPORTS = (
    Report(
        "answers",
        _("Answers"),
        _(
            "Of the patients who were asked, how many answered, and how soon. "
            "The rate leaves out the rounds that are still open."
        ),
        answers.table,
        Chart(Look.BARS, (3,)),
    ),
    Report(
        "soreness",
        _("Soreness by hours"),
        _(
            "How sore patients say they are, 0 to 10, by the hours since needling. "
            "Half of the answers lie between the quartiles."
        ),
        soreness.by_hours,
        Chart(Look.SPREAD, (1, 2, 3, 4)),
    ),
    Report(
        "soreness-by-region",
        _("Soreness by region"),
        _("The same for each region that was treated."),
        soreness.by_region,
    ),
    Report(
        "events",
        _("Bruises and other events"),
        _(
            "What patients report when they are asked, beside what therapists reported in "
            "published series: expect more here, since therapists do not see what happens later."
        ),
        harm.table,
        Chart(Look.BARS, (3,)),
    ),
    Report(
        "reviewing",
        _("Time to review"),
        _(
            "How long patients waited for a person. The time at an item runs from opening it to "
            "closing it, and counts ten minutes at most."
        ),
        reviewing.table,
        Chart(Look.BARS, (3,)),
    ),
    Report(
        "messages",
        _("Messages"),
        _("How each kind of message does, by channel, language and version of its words."),
        words_sent.table,
    ),
    Report(
        "opt-outs",
        _("Opt-outs"),
        _("Who wanted no more messages, by week, and who agreed to them."),
        opt_outs.table,
        Chart(Look.LINES, (2, 3)),
    ),
    Report(
        "reader",
        _("The reader"),
        _("What the program understood of the replies, and what people corrected."),
        reader.table,
    ),
)


def named(slug: str) -> Report | None:
    """The report of that name, if there is one."""
    return next((report for report in REPORTS if report.slug == slug), None)

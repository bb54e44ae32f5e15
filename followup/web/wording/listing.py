"""Templates: every kind of message with its channels and languages, and what has fallen behind."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from followup.messaging import coverage
from followup.messaging.coverage import Row
from followup.web.access import may_enter
from followup.web.requests import StaffRequest
from followup.web.wording.titles import SECTIONS


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """All of them, by section."""
    rows = coverage.rows(clinic=request.user.clinic)
    context = {
        "sections": list(_sections(rows)),
        "may_edit": may_enter(request.user, "template_draft"),
    }
    return render(request, "web/wording/index.html", context)


def _sections(rows: list[Row]) -> Iterator[tuple[str | Promise, list[Row]]]:
    for title, kinds in SECTIONS:
        yield title, [row for row in rows if row.entry.kind in kinds]

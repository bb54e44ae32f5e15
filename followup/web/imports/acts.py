"""What is done with an import: start it, take it back, download what was wrong."""

import csv
import io
import re
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from followup.care import importing_run
from followup.care.models import RowFate, TreatmentImport
from followup.care.treatment_columns import ADDED
from followup.lib import clock
from followup.web.imports.own import own_import
from followup.web.requests import StaffRequest, note_view

# A cell that a spreadsheet would take for a formula; numbers and phones keep their sign.
_FORMULA = re.compile(r"[=@\t\r]|[+-](?!\d)")
_BOM = "\ufeff"


@require_POST
def start(request: StaffRequest, pk: int) -> HttpResponse:
    """Import what was checked; a long file goes on by itself."""
    run, at = own_import(request, pk), clock.now()
    try:
        importing_run.start(run=run, at=at, by=request.user)
    except importing_run.NotNow as refusal:
        messages.warning(request, str(refusal))
    importing_run.hurry(run=run, at=at)
    return redirect("import", pk)


@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Take all of it back, within three minutes."""
    run, at = own_import(request, pk), clock.now()
    try:
        importing_run.undo(run=run, at=at, by=request.user)
    except importing_run.NotNow as refusal:
        messages.warning(request, str(refusal))
    importing_run.hurry(run=run, at=at)
    return redirect("import", pk)


@require_safe
def errors(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The rows that were refused, as they were, with what to do: mend them and upload the list."""
    run = own_import(request, pk)
    note_view(request, subject="import", subject_id=pk, at=clock.now())
    return StreamingHttpResponse(
        _lines(run),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="errors-{pk}.csv"'},
    )


def _lines(run: TreatmentImport) -> Iterator[str]:
    yield _BOM + _line([*(run.header or []), *ADDED])
    width = len(run.header or [])
    for row in run.rows.filter(fate=RowFate.REFUSED).order_by("line").iterator():
        cells = [*(row.cells or []), *[""] * width][:width]
        said = " ".join(f"{column}: {words}" for column, words in row.remarks or [])
        yield _line([*cells, str(row.line), said])


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell

"""Upload a file, and see what will become of each row, how far it has come, and what became."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from followup.care import importing_run, treatment_columns
from followup.care.models import ImportRow, ImportState, RowFate, TreatmentImport
from followup.care.schedule import TAKE_BACK
from followup.care.treatment_file import Row, UnreadableFile
from followup.lib import clock
from followup.web.imports.columns_form import LABELS
from followup.web.imports.own import own_import
from followup.web.imports.upload_form import UploadForm
from followup.web.requests import StaffRequest, note_view

_ON_A_PAGE = 50
_UPLOADS = 20
_TABS: tuple[tuple[str, str | Promise], ...] = (
    (RowFate.REFUSED, _("Errors")),
    (RowFate.SILENT, _("Nothing sent")),
    (RowFate.NEW, _("New patients")),
    (RowFate.KNOWN, _("Known patients")),
    (RowFate.ALREADY, _("Already there")),
)
_GOING_IN = (RowFate.NEW, RowFate.KNOWN, RowFate.SILENT)


@dataclass(frozen=True, slots=True)
class Tab:
    """One fate, with how many rows have it."""

    fate: str
    words: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown."""

    row: ImportRow
    name: str
    treated_at: str
    remarks: list[tuple[str | Promise, str]]


@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request: StaffRequest) -> HttpResponse:
    """What was uploaded lately; POST takes a file."""
    if request.method != "POST":
        return _uploads_page(request, UploadForm())
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    form = UploadForm(request.POST, request.FILES, length=length)
    run = _stored(request, form, clock.now()) if form.is_valid() else None
    if run is None:
        return _uploads_page(request, form)
    return redirect("import" if run.columns else "import_columns", run.pk)


@require_safe
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The progress while it is under way, else the rows by fate."""
    run, at = own_import(request, pk), clock.now()
    if run.state == ImportState.UPLOADED and not run.forgotten_at:
        return redirect("import_columns", pk)
    if run.state in importing_run.UNDER_WAY:
        done, most = importing_run.done_of(run), run.rows.count()
        return render(
            request, "web/imports/under_way.html", {"run": run, "done": done, "most": most}
        )
    note_view(request, subject="import", subject_id=pk, at=at)
    return render(request, "web/imports/show.html", _page(request, run, at))


def _stored(request: StaffRequest, form: UploadForm, at: datetime) -> TreatmentImport | None:
    """The upload, checked at once where its columns are known; where refused the form says why."""
    file = form.cleaned_data["file"]
    by = request.user
    try:
        run = importing_run.store(
            clinic=by.clinic, name=file.name or "", content=file.read(), at=at, by=by
        )
    except UnreadableFile as refusal:
        form.add_error("file", str(refusal))
        return None
    if importing_run.is_remembered(run=run):
        columns = importing_run.remembered(run=run)
        importing_run.check(run=run, columns=columns, at=at, by=by)
        importing_run.hurry(run=run, at=at)
    return run


def _uploads_page(request: StaffRequest, form: UploadForm) -> HttpResponse:
    mine = TreatmentImport.objects.visible_to(request.user).select_related("by").order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal():
        mine = mine.filter(pk__lt=int(before))
    found = list(mine[: _UPLOADS + 1])
    context = {"form": form, "runs": found[:_UPLOADS], "more": len(found) > _UPLOADS}
    columns = [LABELS[name] for name in treatment_columns.COLUMNS]
    return render(request, "web/imports/index.html", context | {"columns": columns})


def _page(request: StaffRequest, run: TreatmentImport, at: datetime) -> dict[str, Any]:
    counts = importing_run.counts_of(run)
    tabs = [Tab(fate, words, counts[fate]) for fate, words in _TABS]
    fate = request.GET.get("fate", "")
    rows = run.rows.filter(fate=fate) if fate in RowFate.values else run.rows.all()
    after = request.GET.get("after", "")
    if after.isdecimal():
        rows = rows.filter(line__gt=int(after))
    found = list(rows.order_by("line")[: _ON_A_PAGE + 1])
    return {
        "run": run,
        "tabs": [tab for tab in tabs if tab.count],
        "all": sum(counts.values()),
        "going_in": sum(counts[fate] for fate in _GOING_IN),
        "refused": counts[RowFate.REFUSED],
        "fate": fate,
        "lines": [_line(row, run.columns) for row in found[:_ON_A_PAGE]],
        "next": found[_ON_A_PAGE - 1].line if len(found) > _ON_A_PAGE else None,
        "is_checked": run.state == ImportState.CHECKED,
        "is_undone": run.state == ImportState.UNDONE,
        "may_undo": importing_run.may_undo(run=run, at=at),
        "undo_until": run.started_at and run.started_at + TAKE_BACK,
    }


def _line(row: ImportRow, columns: list[str]) -> Line:
    cells = treatment_columns.mapped(Row(row.line, tuple(row.cells or ())), columns).cells
    return Line(
        row=row,
        name=f"{cells.get('first_name', '')} {cells.get('last_name', '')}".strip(),
        treated_at=cells.get("treated_at", ""),
        remarks=[(LABELS.get(column, column), words) for column, words in row.remarks or []],
    )

"""What the columns of an uploaded file hold: guessed, shown with sample values, and remembered."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from followup.care import importing_run
from followup.care.models import ImportState
from followup.lib import clock
from followup.web.imports.columns_form import ColumnsForm
from followup.web.imports.own import own_import
from followup.web.requests import StaffRequest, note_view

_MAY_BE_SAID = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask; POST remembers the answer and foretells every row's fate under it."""
    run, at = own_import(request, pk), clock.now()
    if run.state not in _MAY_BE_SAID or run.forgotten_at:
        return redirect("import", pk)
    guessed = importing_run.remembered(run=run)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        names=run.header or [],
        samples=importing_run.samples(run=run),
        initial={f"column_{place}": name for place, name in enumerate(guessed)},
    )
    if request.method == "POST" and form.is_valid():
        importing_run.check(run=run, columns=form.columns(), at=at, by=request.user)
        importing_run.hurry(run=run, at=at)
        return redirect("import", pk)
    note_view(request, subject="import", subject_id=pk, at=at)
    return render(request, "web/imports/columns.html", {"run": run, "form": form})

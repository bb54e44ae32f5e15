"""The pages of the reports, and each table as a file."""

import csv
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followup.lib import clock
from followup.reports import catalog, headlines
from followup.reports.catalog import Report
from followup.web.reports.pictures import picture_of
from followup.web.reports.scope_form import ScopeForm
from followup.web.requests import StaffRequest, note_view


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The figures that matter most, and the list of all."""
    at = clock.now()
    note_view(request, subject="reports", subject_id=None, at=at)
    form = ScopeForm(request.GET, staff=request.user, at=at)
    context: dict[str, Any] = {"form": form, "reports": catalog.REPORTS}
    if form.is_valid():
        context |= {"headlines": headlines.of(form.scope()), "query": form.query()}
    return render(request, "web/reports/index.html", context)


@require_safe
def show(request: StaffRequest, slug: str) -> HttpResponse:
    """One report: its picture and its table."""
    at, report = clock.now(), _named(slug)
    note_view(request, subject=f"report_{slug}", subject_id=None, at=at)
    form = ScopeForm(request.GET, staff=request.user, at=at)
    context: dict[str, Any] = {"form": form, "report": report, "reports": catalog.REPORTS}
    if form.is_valid():
        table = report.table(form.scope())
        picture = picture_of(report, table)
        context |= {"table": table, "picture": picture, "query": form.query()}
    return render(request, "web/reports/show.html", context)


@require_safe
def download(request: StaffRequest, slug: str) -> HttpResponse:
    """The table as a CSV that Excel opens rightly: UTF-8 with its mark."""
    at, report = clock.now(), _named(slug)
    note_view(request, subject=f"report_{slug}", subject_id=None, at=at)
    form = ScopeForm(request.GET, staff=request.user, at=at)
    if not form.is_valid():
        return show(request, slug)
    first, last = form.cleaned_data["since"], form.cleaned_data["until"]
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{first}-{last}.csv"'
    csv.writer(response).writerows(report.table(form.scope()).lines())
    return response


def _named(slug: str) -> Report:
    report = catalog.named(slug)
    if report is None:
        raise Http404
    return report

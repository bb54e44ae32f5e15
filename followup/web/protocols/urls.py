"""Protocols: their stops, versions and regions, the replanning of follow-ups, the dry run."""

from django.urls import path

from followup.web.protocols import (
    drafts,
    dry_runs,
    keeping,
    pages,
    publications,
    regions,
    replannings,
    stops,
)

urlpatterns = [
    path("", pages.index, name="protocols"),
    path("regions", regions.table, name="protocols_regions"),
    path("dry-run", dry_runs.show, name="dry_run"),
    path("dry-run.csv", dry_runs.as_csv, name="dry_run_csv"),
    path("<int:pk>/", pages.show, name="protocol"),
    path("<int:pk>/examples", pages.try_out, name="protocol_examples"),
    path("<int:pk>/stops/new", stops.create, name="protocol_stop_new"),
    path("<int:pk>/stops/<slug:stop>/", stops.edit, name="protocol_stop"),
    path("<int:pk>/stops/<slug:stop>/removal", stops.remove, name="protocol_stop_removal"),
    path("<int:pk>/draft/undo", drafts.undo, name="protocol_draft_undo"),
    path("<int:pk>/draft/removal", drafts.discard, name="protocol_draft_removal"),
    path("<int:pk>/publication", publications.publish, name="protocol_publication"),
    path("<int:pk>/replanning", replannings.preview, name="protocol_replanning"),
    path("<int:pk>/replanning/progress", replannings.progress, name="protocol_replanning_progress"),
    path("<int:pk>/versions/<int:number>/", pages.version, name="protocol_version"),
    path("<int:pk>/copy", keeping.copy, name="protocol_copy"),
    path("<int:pk>/name", keeping.rename, name="protocol_name"),
    path("<int:pk>/archive", keeping.archive, name="protocol_archive"),
    path("<int:pk>/revival", keeping.revive, name="protocol_revival"),
]

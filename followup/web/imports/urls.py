"""Imports: upload a file, map its columns, see the fate of its rows, import it, take it back."""

from django.urls import path

from followup.web.imports import acts, columns, pages

urlpatterns = [
    path("", pages.uploads, name="imports"),
    path("<int:pk>/", pages.show, name="import"),
    path("<int:pk>/columns", columns.columns, name="import_columns"),
    path("<int:pk>/start", acts.start, name="import_start"),
    path("<int:pk>/undo", acts.undo, name="import_undo"),
    path("<int:pk>/errors.csv", acts.errors, name="import_errors"),
]

"""Templates: the list, and for each place its editor, draft, publication and history."""

from django.urls import path

from followup.web.wording import (
    defaults,
    draft,
    editor,
    listing,
    publication,
    tests_to_me,
    versions,
)

_PLACE = "<slug:name>/<slug:channel>/<slug:language>/"

urlpatterns = [
    path("", listing.index, name="templates"),
    path("versions/<int:pk>/", versions.show, name="templateversion"),
    path("versions/<int:pk>/draft", versions.restore, name="templateversion_draft"),
    path("drafts/<int:pk>/draft", draft.take_up, name="templatedraft_draft"),
    path(_PLACE, editor.show, name="template"),
    path(_PLACE + "preview", editor.preview, name="template_preview"),
    path(_PLACE + "reply", editor.reply, name="template_reply"),
    path(_PLACE + "draft", draft.save, name="template_draft"),
    path(_PLACE + "draft/aside", draft.aside, name="template_draft_aside"),
    path(_PLACE + "publication", publication.show, name="template_publication"),
    path(_PLACE + "defaults", defaults.show, name="template_defaults"),
    path(_PLACE + "test", tests_to_me.create, name="template_test"),
]

"""The review list, its items, and what is done about them."""

from django.urls import path

from followup.web.review import (
    bulk,
    canned,
    corrections,
    items,
    keeping,
    listing,
    replies,
    resolutions,
)

urlpatterns = [
    path("", listing.index, name="review"),
    path("list/", listing.newer, name="review_list"),
    path("routine/", bulk.index, name="review_bulk"),
    path("routine/undo", bulk.undo, name="review_bulk_undo"),
    path("canned/", canned.index, name="canned"),
    path("search/", listing.search, name="review_search"),
    path("<int:pk>/", items.show, name="item"),
    path("<int:pk>/news", items.news, name="item_news"),
    path("<int:pk>/here", items.being_here, name="item_here"),
    path("<int:pk>/opening", items.opening, name="item_opening"),
    path("<int:pk>/note", keeping.note, name="item_note"),
    path("<int:pk>/snoozing", keeping.snoozing, name="item_snoozing"),
    path("<int:pk>/waking", keeping.waking, name="item_waking"),
    path("<int:pk>/assignment", keeping.assignment, name="item_assignment"),
    path("<int:pk>/correction", corrections.create, name="item_correction"),
    path("<int:pk>/correction/undo", corrections.undo, name="item_correction_undo"),
    path("<int:pk>/reply", replies.create, name="item_reply"),
    path("<int:pk>/reply/count", replies.count, name="item_reply_count"),
    path("<int:pk>/reply/undo", replies.undo, name="item_reply_undo"),
    path("<int:pk>/resolution", resolutions.create, name="item_resolution"),
    path("<int:pk>/resolution/undo", resolutions.undo, name="item_resolution_undo"),
]

"""The rows of what the patient meant and who must act."""

from followup.replies.models.alert import Alert
from followup.replies.models.reply import Reader, ReadingRecord, Reply
from followup.replies.models.review import ItemKind, Rank, Resolution, ReviewItem, WhatWasDone

__all__ = [
    "Alert",
    "ItemKind",
    "Rank",
    "Reader",
    "ReadingRecord",
    "Reply",
    "Resolution",
    "ReviewItem",
    "WhatWasDone",
]

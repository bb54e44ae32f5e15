"""The rows of what the patient meant and who must act."""

from followup.replies.models.alert import Alert
from followup.replies.models.canned import CannedReply
from followup.replies.models.note import Note
from followup.replies.models.presence import Presence
from followup.replies.models.reply import Reader, ReadingRecord, Reply
from followup.replies.models.review import (
    CallOutcome,
    ItemKind,
    Rank,
    Resolution,
    ReviewItem,
    WhatWasDone,
)
from followup.replies.models.vocabulary import Vocabulary

__all__ = [
    "Alert",
    "CallOutcome",
    "CannedReply",
    "ItemKind",
    "Note",
    "Presence",
    "Rank",
    "Reader",
    "ReadingRecord",
    "Reply",
    "Resolution",
    "ReviewItem",
    "Vocabulary",
    "WhatWasDone",
]

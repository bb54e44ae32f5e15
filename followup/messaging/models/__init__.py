"""The rows of words out and in."""

from followup.messaging.models.answer_link import AnswerLink
from followup.messaging.models.inbound import Inbound, InboundPhoto, PhotoState
from followup.messaging.models.message import (
    TAKEN_BACK,
    Attempt,
    Message,
    MessageKind,
    Outcome,
    Status,
)
from followup.messaging.models.receipt import Receipt
from followup.messaging.models.sender import Sender
from followup.messaging.models.template import Template, TemplateDraft, TemplateVersion

__all__ = [
    "TAKEN_BACK",
    "AnswerLink",
    "Attempt",
    "Inbound",
    "InboundPhoto",
    "Message",
    "MessageKind",
    "Outcome",
    "PhotoState",
    "Receipt",
    "Sender",
    "Status",
    "Template",
    "TemplateDraft",
    "TemplateVersion",
]

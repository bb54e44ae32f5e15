"""The rows of what should be said and when."""

from followup.care.models.adjustment import Adjustment, WhatWasAdjusted
from followup.care.models.check_in import CheckIn, CheckInState, Question
from followup.care.models.draft import ProtocolDraft
from followup.care.models.follow_up import FollowUp, FollowUpState, Treatment
from followup.care.models.importing import (
    ColumnMapping,
    ImportRow,
    ImportState,
    RowFate,
    TreatmentImport,
)
from followup.care.models.planned import PlannedMessage, PlannedState
from followup.care.models.protocol import (
    Anchor,
    Kind,
    Protocol,
    ProtocolVersion,
    Step,
    StopRule,
    Window,
)
from followup.care.models.replanning import Replanning

__all__ = [
    "Adjustment",
    "Anchor",
    "CheckIn",
    "CheckInState",
    "ColumnMapping",
    "FollowUp",
    "FollowUpState",
    "ImportRow",
    "ImportState",
    "Kind",
    "PlannedMessage",
    "PlannedState",
    "Protocol",
    "ProtocolDraft",
    "ProtocolVersion",
    "Question",
    "Replanning",
    "RowFate",
    "Step",
    "StopRule",
    "Treatment",
    "TreatmentImport",
    "WhatWasAdjusted",
    "Window",
]

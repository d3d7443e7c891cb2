"""Three reviews and what stands beside them: what the checks found, what was lifted, what was cleared."""

from gongkai.review.models.checks import Clearance, FileCheck, Lifting, PatrolFinding, RuleList
from gongkai.review.models.reviews import (
    OPEN_STATES,
    Delegation,
    Notice,
    RemovalRequest,
    Stage,
    Submission,
    SubmissionState,
)

__all__ = [
    "OPEN_STATES",
    "Clearance",
    "Delegation",
    "FileCheck",
    "Lifting",
    "Notice",
    "PatrolFinding",
    "RemovalRequest",
    "RuleList",
    "Stage",
    "Submission",
    "SubmissionState",
]

"""Every write on the way to the door, each one transaction: submitting, reviewing, removing, delegating."""

from gongkai.review.actions.delegating import delegate, end_delegation
from gongkai.review.actions.lifting import grant_lifting, refuse_lifting, request_lifting
from gongkai.review.actions.opening import expire_due, publish_due, publish_if_due
from gongkai.review.actions.patrolling import patrol, patrol_some
from gongkai.review.actions.removing import confirm_removal, refuse_removal, request_removal, withdraw_at_once
from gongkai.review.actions.reviewing import approve, publish_urgently, return_to_author
from gongkai.review.actions.rulelists import import_rule_list
from gongkai.review.actions.submitting import recall, submit

__all__ = [
    "approve",
    "confirm_removal",
    "delegate",
    "end_delegation",
    "expire_due",
    "grant_lifting",
    "import_rule_list",
    "patrol",
    "patrol_some",
    "publish_due",
    "publish_if_due",
    "publish_urgently",
    "recall",
    "refuse_lifting",
    "refuse_removal",
    "request_lifting",
    "request_removal",
    "return_to_author",
    "submit",
    "withdraw_at_once",
]

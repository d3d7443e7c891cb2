"""Who may ask for each address of the review desk. What one may not see does not exist (404).

Whether a person who sees a thing may also act on it now is asked by the actions, under lock; they answer in words.
"""

from django.utils.translation import gettext_lazy as _

from gongkai.core.audit import name_actions
from gongkai.core.models import Thing
from gongkai.review import rules
from gongkai.review.models import Delegation, Lifting, RemovalRequest, Submission
from gongkai.review.queries import visible_rounds
from gongkai.units import gate
from gongkai.units.models import Role
from gongkai.units.rules import current_posts


def has_desk(user, kwargs, request) -> bool:
    return rules.has_desk(user)


def sees_thing(user, kwargs, request) -> bool:
    thing = Thing.objects.filter(pk=kwargs["thing_id"]).first()
    return thing is not None and rules.may_see(user, thing)


def sees_revision(user, kwargs, request) -> bool:
    thing = Thing.objects.filter(pk=kwargs["thing_id"]).first()
    seen = thing is not None and rules.may_see(user, thing)
    return seen and rules.may_see_revision(user, thing, kwargs["revision_id"])


def works_on_thing(user, kwargs, request) -> bool:
    return _works(user) and sees_thing(user, kwargs, request)


def works_on_submission(user, kwargs, request) -> bool:
    submission = Submission.objects.select_related("thing").filter(pk=kwargs["submission_id"]).first()
    if submission is None or not _works(user) or not rules.may_see(user, submission.thing):
        return False
    return visible_rounds(user, submission.thing).filter(pk=submission.pk).exists()


def works_on_removal(user, kwargs, request) -> bool:
    removal = RemovalRequest.objects.select_related("thing").filter(pk=kwargs["removal_id"]).first()
    return removal is not None and _works(user) and rules.may_see(user, removal.thing)


def works_on_lifting(user, kwargs, request) -> bool:
    lifting = Lifting.objects.select_related("thing").filter(pk=kwargs["lifting_id"]).first()
    return lifting is not None and _works(user) and rules.may_see(user, lifting.thing)


def _works(user) -> bool:
    """The auditor looks and touches nothing."""
    return any(post.role != Role.AUDITOR for post in current_posts(user))


def reviews(user, kwargs, request) -> bool:
    return rules.reviews(user)


def own_delegation(user, kwargs, request) -> bool:
    return Delegation.objects.filter(pk=kwargs["delegation_id"], giver=user).exists()


RULES = {
    "desk:queue": has_desk,
    "desk:thing": sees_thing,
    "desk:preview": sees_revision,
    "desk:submission_file": sees_revision,
    "desk:submit": works_on_thing,
    "desk:ask_withdrawal": works_on_thing,
    "desk:ask_expiry": works_on_thing,
    "desk:withdraw_at_once": works_on_thing,
    "desk:recall": works_on_submission,
    "desk:approve": works_on_submission,
    "desk:send_back": works_on_submission,
    "desk:publish_urgently": works_on_submission,
    "desk:confirm_removal": works_on_removal,
    "desk:refuse_removal": works_on_removal,
    "desk:ask_lifting": works_on_thing,
    "desk:grant_lifting": works_on_lifting,
    "desk:refuse_lifting": works_on_lifting,
    "desk:patrol": gate.auditor_or(gate.office),
    "desk:rule_lists": gate.auditor_or(gate.office),
    "desk:rule_list_file": gate.auditor_or(gate.office),
    "desk:delegations": reviews,
    "desk:end_delegation": own_delegation,
    "desk:notices": gate.staff,
    "desk:read_notice": gate.staff,
    "desk:read_all_notices": gate.staff,
}

LABELS = {
    "desk:submit": _("送审"),
    "desk:recall": _("撤回送审"),
    "desk:approve": _("审核同意"),
    "desk:send_back": _("审核退回"),
    "desk:publish_urgently": _("紧急公开"),
    "desk:ask_withdrawal": _("申请撤回"),
    "desk:ask_expiry": _("申请标明失效"),
    "desk:withdraw_at_once": _("立即撤回"),
    "desk:confirm_removal": _("确认撤回或失效"),
    "desk:refuse_removal": _("不同意撤回或失效"),
    "desk:ask_lifting": _("申请豁免"),
    "desk:grant_lifting": _("同意豁免"),
    "desk:refuse_lifting": _("不同意豁免"),
    "desk:rule_lists": _("导入词表或脱敏规则"),
    "desk:delegations": _("委托"),
    "desk:end_delegation": _("结束委托"),
    "desk:submission_file": _("下载送审附件"),
    "desk:read_notice": _("看过通知"),
    "desk:read_all_notices": _("看过通知"),
}

for view_name, rule in RULES.items():
    gate.declare(view_name, rule)
name_actions(LABELS)

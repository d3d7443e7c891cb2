"""Every button of a thing's page: parse, call one action, say what came of it.

What is refused comes back on the page with what was typed. A second press of the same button finds the work done and
says so; it never does anything twice, because each action looks at the state under lock.
"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongkai.core.errors import GongkaiError, NotAllowed
from gongkai.core.models import Act, Approval, Thing, ThingState
from gongkai.review import actions
from gongkai.review.models import RemovalRequest, Stage, Submission, SubmissionState
from gongkai.review.queries import open_submission
from gongkai.review.views.thing import new_form, thing_page
from gongkai.review.words import moment


def act_on(request, thing: Thing, name: str, *, do, said, is_done=None):
    form = new_form(name, thing, request.POST)
    if not form.is_valid():
        return thing_page(request, thing, bound=form, status=400)
    try:
        result = do(**form.cleaned_data)
    except GongkaiError as error:
        if is_done and is_done():
            messages.info(request, _("这件事已经办过了，没有重复办理。"))
            return redirect("desk:thing", thing.pk)
        for line in str(error).splitlines():
            form.add_error(None, line)
        status = 403 if isinstance(error, NotAllowed) else 409
        return thing_page(request, Thing.objects.get(pk=thing.pk), bound=form, status=status)
    level, sentence = said(result)
    messages.add_message(request, level, sentence)
    return redirect("desk:thing", thing.pk)


def success(sentence: str):
    return lambda result: (messages.SUCCESS, sentence)


@require_POST
def submit(request, thing_id):
    thing = get_object_or_404(Thing, pk=thing_id)

    def is_done():
        submission = open_submission(thing)
        return submission is not None and submission.submitted_by_id == request.user.pk

    return act_on(
        request,
        thing,
        "submit",
        do=lambda **typed: actions.submit(thing=thing, author=request.user, **typed),
        said=_submitted,
        is_done=is_done,
    )


def _submitted(submission: Submission):
    if submission.state != SubmissionState.IN_REVIEW:
        return _approved(submission)
    return messages.SUCCESS, _("已送审，等待%(stage)s。") % {"stage": Stage(submission.stage).label}


def _submission(submission_id) -> Submission:
    return get_object_or_404(Submission.objects.select_related("thing"), pk=submission_id)


@require_POST
def recall(request, submission_id):
    submission = _submission(submission_id)
    return act_on(
        request,
        submission.thing,
        "recall",
        do=lambda: actions.recall(submission=submission, author=request.user),
        said=success(_("已撤回送审，可以修改后再送。")),
        is_done=lambda: _closed_by(submission, request.user, SubmissionState.RECALLED),
    )


@require_POST
def approve(request, submission_id):
    submission = _submission(submission_id)
    return act_on(
        request,
        submission.thing,
        "approve",
        do=lambda comment: actions.approve(submission=submission, person=request.user, comment=comment),
        said=_approved,
        is_done=lambda: Approval.objects.filter(
            thing=submission.thing, content_hash=submission.content_hash, person=request.user
        ).exists(),
    )


def _approved(submission: Submission):
    if submission.state == SubmissionState.PUBLISHED and submission.urgent_by_id:
        return messages.SUCCESS, _("补审完成，各环节都已同意。")
    if submission.state == SubmissionState.PUBLISHED:
        return messages.SUCCESS, _("已同意。审核完成，已经公开。")
    if submission.state == SubmissionState.RETURNED:
        return messages.WARNING, _("已同意，但没有公开，已退给经办。%(why)s") % {"why": submission.comment}
    if submission.state == SubmissionState.APPROVED:
        return messages.SUCCESS, _("已同意。审核完成，%(when)s") % {"when": _when(submission)}
    stage = Stage(submission.stage).label
    if submission.state == SubmissionState.LATE_REVIEW:
        return messages.SUCCESS, _("补审意见已记下，还差%(stage)s。") % {"stage": stage}
    return messages.SUCCESS, _("已同意，转到%(stage)s。") % {"stage": stage}


def _when(submission: Submission) -> str:
    if submission.publish_at and submission.publish_at > timezone.now():
        return _("定于 %(when)s 公开。") % {"when": moment(submission.publish_at)}
    return _("正在公开。")


@require_POST
def send_back(request, submission_id):
    submission = _submission(submission_id)
    return act_on(
        request,
        submission.thing,
        "return",
        do=lambda comment: actions.return_to_author(
            submission=submission, person=request.user, comment=comment
        ),
        said=success(_("已退回，经办会看到您的意见。")),
        is_done=lambda: _closed_by(submission, request.user, SubmissionState.RETURNED),
    )


@require_POST
def publish_urgently(request, submission_id):
    submission = _submission(submission_id)
    return act_on(
        request,
        submission.thing,
        "urgent",
        do=lambda reason: actions.publish_urgently(submission=submission, person=request.user, reason=reason),
        said=_published_urgently,
        is_done=lambda: Submission.objects.filter(pk=submission.pk, urgent_by=request.user).exists(),
    )


def _published_urgently(submission: Submission):
    if submission.state == SubmissionState.LATE_REVIEW:
        due = moment(submission.late_review_due)
        return messages.SUCCESS, _("已紧急公开。须在 %(due)s 前补审。") % {"due": due}
    return _approved(submission)


def _closed_by(submission: Submission, person, state: str) -> bool:
    return Submission.objects.filter(pk=submission.pk, state=state, closed_by=person).exists()


@require_POST
def ask_withdrawal(request, thing_id):
    return _ask(request, thing_id, "withdraw", Act.WITHDRAW)


@require_POST
def ask_expiry(request, thing_id):
    return _ask(request, thing_id, "expire", Act.EXPIRE)


def _ask(request, thing_id, name: str, act: Act):
    thing = get_object_or_404(Thing, pk=thing_id)

    return act_on(
        request,
        thing,
        name,
        do=lambda reason_code, reason: actions.request_removal(
            thing=thing, person=request.user, act=act, reason_code=reason_code, reason=reason
        ),
        said=success(_("申请已提出，等政务公开办的另一个人确认。")),
        is_done=lambda: RemovalRequest.objects.filter(
            thing=thing, act=act, asked_by=request.user, state=RemovalRequest.State.OPEN
        ).exists(),
    )


@require_POST
def withdraw_at_once(request, thing_id):
    thing = get_object_or_404(Thing, pk=thing_id)
    if thing.state == ThingState.WITHDRAWN:
        messages.info(request, _("这件信息已经撤回，没有重复办理。"))
        return redirect("desk:thing", thing.pk)
    return act_on(
        request,
        thing,
        "at_once",
        do=lambda reason_code, reason: actions.withdraw_at_once(
            thing=thing, person=request.user, reason_code=reason_code, reason=reason
        ),
        said=success(_("已立即撤回，公众不能再看到。")),
    )


def _removal(removal_id) -> RemovalRequest:
    return get_object_or_404(RemovalRequest.objects.select_related("thing"), pk=removal_id)


@require_POST
def confirm_removal(request, removal_id):
    removal = _removal(removal_id)
    done = {
        Act.WITHDRAW: _("已确认，这件信息已经撤回，公众不能再看到。"),
        Act.EXPIRE: _("已确认，这件信息已标明失效。"),
    }
    return act_on(
        request,
        removal.thing,
        "confirm",
        do=lambda: actions.confirm_removal(removal=removal, person=request.user),
        said=success(done[removal.act]),
        is_done=lambda: _decided_by(removal, request.user, RemovalRequest.State.CONFIRMED),
    )


@require_POST
def refuse_removal(request, removal_id):
    removal = _removal(removal_id)
    return act_on(
        request,
        removal.thing,
        "refuse",
        do=lambda comment: actions.refuse_removal(removal=removal, person=request.user, comment=comment),
        said=success(_("已答复不同意，这件信息照旧公开。")),
        is_done=lambda: _decided_by(removal, request.user, RemovalRequest.State.REFUSED),
    )


def _decided_by(removal: RemovalRequest, person, state: str) -> bool:
    return RemovalRequest.objects.filter(pk=removal.pk, state=state, decided_by=person).exists()

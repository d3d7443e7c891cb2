from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.hashes import review_hash
from gongkai.core.kinds import kind_of
from gongkai.core.models import Thing, ThingState
from gongkai.core.queries import newest_version
from gongkai.core.text import canonical_json
from gongkai.review import rules
from gongkai.review.actions.clearing import clear, examine, refuse_private_words, words_of
from gongkai.review.actions.common import close, locked
from gongkai.review.models import Stage, Submission, SubmissionState
from gongkai.review.queries import open_submission
from gongkai.review.reasons import find_reason
from gongkai.units.models import User


def submit(
    *,
    thing: Thing,
    author: User,
    reason: str = "",
    reason_code: str = "",
    publish_at=None,
    urgent_reason: str = "",
) -> Submission:
    """Send the newest draft into review, from the first stage. For a public thing this is a correction with its reason.

    Each round has a hash of its own, over the content, every file and the public reason: a yes counts for that alone.
    The files are checked before the transaction, which may take long.
    """
    if not rules.may_write(author, thing):
        raise NotAllowed(_("只有本单位的经办可以送审。"))
    refuse_private_words(reason, urgent_reason)
    examine(thing=thing, revision_id=kind_of(thing).newest_revision_id(thing))
    return _submit(thing, author, reason.strip(), reason_code, publish_at, urgent_reason.strip())


@transaction.atomic
def _submit(thing: Thing, author: User, reason, reason_code, publish_at, urgent_reason) -> Submission:
    late = Submission.objects.filter(thing=thing, state=SubmissionState.LATE_REVIEW)
    list(late.select_for_update())
    thing = Thing.objects.select_for_update().get(pk=thing.pk)
    kind = kind_of(thing)
    if open_submission(thing):
        raise Refused(_("这件信息已经在审核中。要修改，先撤回送审。"))
    revision_id = kind.newest_revision_id(thing)
    source = kind.load(thing.object_id, revision_id)
    form = kind.form(source)
    _check_submission(thing, kind, source, form, reason, publish_at)
    late.update(state=SubmissionState.SUPERSEDED, stage="", closed_at=timezone.now())
    known, round_number = find_reason(reason_code), thing.submissions.count() + 1
    digest = review_hash(form, round_number=round_number, reason_code=reason_code, reason=reason)
    words = words_of(reason, urgent_reason)
    clear(thing=thing, form=form, content_hash=digest, words=words, source=source)
    return Submission.objects.create(
        thing=thing,
        unit=kind.unit(source),
        title=form["title"],
        revision_id=revision_id,
        round=round_number,
        content_hash=digest,
        stage=kind.stages[0],
        submitted_by=author,
        reason=reason,
        reason_code=reason_code,
        privacy=bool(known and known.privacy and thing.is_public),
        publish_at=publish_at,
        urgent_reason=urgent_reason,
        office_sees=bool(urgent_reason) or kind.stages[0] == Stage.FINAL,
    )


def _check_submission(thing, kind, source, form, reason, publish_at) -> None:
    problems = kind.problems(source)
    if problems:
        raise Refused("\n".join(problems))
    if thing.state == ThingState.WITHDRAWN:
        raise Refused(_("这件信息已经撤回，不能在原索引号下重新公开。请新建一件。"))
    if thing.is_public:
        if kind.is_batch:
            raise Refused(_("这一批已经公开。要改其中一件，请更正那一件。"))
        if newest_version(thing).form == canonical_json(form):
            raise Refused(_("与已公开的版本完全一样，没有要更正的内容。"))
        if not reason.strip():
            raise Refused(_("更正已公开的信息必须写明理由，理由会一并公开。"))
    if publish_at and publish_at <= timezone.now():
        raise Refused(_("定时发布的时间已经过去，请改成以后的时间，或者不填。"))


@transaction.atomic
def recall(*, submission: Submission, author: User) -> Submission:
    """Take a draft back from review; every yes it had counts no more: the next round has another hash."""
    submission = locked(submission)
    if not rules.may_write(author, submission.thing):
        raise NotAllowed(_("只有本单位的经办可以撤回送审。"))
    if not submission.is_open:
        raise Refused(_("这次送审已经结束，不能撤回。"))
    return close(submission, SubmissionState.RECALLED, author, _("经办撤回送审。"))

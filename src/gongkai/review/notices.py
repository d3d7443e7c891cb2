"""Side effect of every event: the people who submitted the thing are told."""

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from gongkai.core.models import Act, Event
from gongkai.core.outbox import handler
from gongkai.review.models import Notice, Submission

SENTENCES = {
    Act.PUBLISH: _("《%(title)s》已公开。"),
    Act.CORRECT: _("《%(title)s》的更正已公开。"),
    Act.WITHDRAW: _("《%(title)s》已撤回。"),
    Act.EXPIRE: _("《%(title)s》已标明失效。"),
    Act.LATE_REVIEW: _("《%(title)s》的补审已完成。"),
}


@handler("tell_staff")
def tell_staff(event: Event) -> None:
    submission = Submission.objects.filter(thing=event.thing_id).order_by("-id").first()
    if submission is None:
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = (SENTENCES[event.act] % {"title": submission.title})[:300]
    Notice.objects.get_or_create(
        user_id=submission.submitted_by_id,
        event=event,
        defaults={"thing_id": event.thing_id, "text": text},
    )


def mark_read(*, user, notice_id: int | None = None) -> int:
    """One notice of this user, or all; what was read keeps the time when it was."""
    unread = Notice.objects.filter(user=user, read_at=None)
    return (unread.filter(pk=notice_id) if notice_id is not None else unread).update(read_at=timezone.now())

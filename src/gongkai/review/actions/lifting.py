"""Lifting a blocked finding: asked by whoever writes, decided by another who reviews; both stay on the record."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.kinds import kind_of
from gongkai.core.models import Thing
from gongkai.review import rules
from gongkai.review.findings import Kept
from gongkai.review.inspection import inspect
from gongkai.review.models import Lifting
from gongkai.review.queries import open_submission
from gongkai.review.rulelists import current_rulebook
from gongkai.units.models import User


def request_lifting(*, thing: Thing, person: User, marks: list[str], reason: str) -> Lifting:
    """Ask that these blocked findings of the newest draft, one kind in one place, may go out."""
    if not rules.may_write(person, thing):
        raise NotAllowed(_("只有本单位的经办可以申请豁免。"))
    if not reason.strip():
        raise Refused(_("请写明为什么可以公开，例如依据哪条规定必须公开全文。"))
    title, found = _blocked_by_mark(thing)
    if not marks or any(mark not in found for mark in marks):
        raise Refused(_("这一处已经不在现在的稿子里，请刷新后再看。"))
    with transaction.atomic():
        thing = Thing.objects.select_for_update().get(pk=thing.pk)
        if open_submission(thing):
            raise Refused(_("这件信息已经在审核中。要申请豁免，先撤回送审。"))
        asked = thing.liftings.exclude(state=Lifting.State.REFUSED).values_list("marks", flat=True)
        fresh = [mark for mark in dict.fromkeys(marks) if mark not in {each for row in asked for each in row}]
        if not fresh:
            raise Refused(_("这一处已经申请过豁免。"))
        return _ask(thing, title, [found[mark] for mark in fresh], person, reason.strip())


@transaction.atomic
def grant_lifting(*, lifting: Lifting, person: User, comment: str = "") -> Lifting:
    return _decide(lifting, person, Lifting.State.GRANTED, comment)


@transaction.atomic
def refuse_lifting(*, lifting: Lifting, person: User, comment: str) -> Lifting:
    if not comment.strip():
        raise Refused(_("不同意要写明意见。"))
    return _decide(lifting, person, Lifting.State.REFUSED, comment)


def _decide(lifting: Lifting, person: User, state: str, comment: str) -> Lifting:
    lifting = Lifting.objects.select_for_update().select_related("thing").get(pk=lifting.pk)
    if not rules.may_decide_lifting(person, lifting):
        raise NotAllowed(_("豁免由本单位的审核人或政务公开办决定；申请的人和撰稿人不能自己决定。"))
    lifting.state, lifting.decided_by, lifting.decided_at = state, person, timezone.now()
    lifting.comment = comment.strip()
    lifting.save()
    return lifting


def _ask(thing: Thing, title: str, findings: list[Kept], person: User, reason: str) -> Lifting:
    first, rest = findings[0], len(findings) - 1
    where = " ".join(part for part in (first.source_name, first.where) if part)
    if rest:
        where = _("%(where)s等 %(count)d 处") % {"where": where, "count": rest + 1}
    return Lifting.objects.create(
        thing=thing,
        unit_id=kind_of(thing).unit_id(thing),
        title=title,
        marks=[each.mark for each in findings],
        kind=first.kind,
        where=where[:300],
        excerpt=first.excerpt or first.message,
        reason=reason,
        asked_by=person,
    )


def _blocked_by_mark(thing: Thing) -> tuple[str, dict[str, Kept]]:
    kind = kind_of(thing)
    form = kind.form(kind.load(thing.object_id, kind.newest_revision_id(thing)))
    inspection = inspect(thing=thing, form=form, rulebook=current_rulebook())
    return form.get("title", "")[:255], {each.mark: each for each in inspection.findings if each.blocks}

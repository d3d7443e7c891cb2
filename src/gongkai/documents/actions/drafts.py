"""Every write of a draft: made, saved, thrown away. Nothing here is public; that is the door's."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.models import Thing
from gongkai.documents.models import Attachment, Home, Paper, PublishablePage, StoredFile, UnitHome
from gongkai.documents.queries import is_waiting_in_intake
from gongkai.documents.rules import may_delete


@transaction.atomic
def create_draft(
    *, model: type[PublishablePage], unit, author, attachments: Iterable[StoredFile] = (), **fields
) -> PublishablePage:
    """A new page with its first revision, entered as a thing (papers get their index number here)."""
    page = model(unit=unit, owner=author, live=False, **fields)
    _attach(page, attachments)
    _parent_for(model, unit).add_child(instance=page)
    page.save_revision(user=author)
    return page


@transaction.atomic
def save_draft(*, page: PublishablePage, author, **fields) -> PublishablePage:
    """A new revision with these fields changed. What is public does not change by it."""
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    if not draft.live:
        draft.save()
    draft.save_revision(user=author)
    return draft


@transaction.atomic
def delete_draft(*, page: PublishablePage, actor) -> None:
    """Throw away a paper that was never submitted. Its index number is not given again."""
    thing = Thing.objects.select_for_update().get(pk=page.thing.pk)
    if not may_delete(actor, page):
        raise NotAllowed(_("只能删除本单位从未公开、也不在审核中的草稿；公开过的信息请申请撤回。"))
    if thing.submissions.exists():
        raise Refused(_("这一件送审过，送审的内容和审核意见要留作记录，不能删除。可以改写后再送审。"))
    if thing.liftings.exists():
        raise Refused(_("这一件申请过豁免，申请要留作记录，不能删除。可以改写后再送审。"))
    if is_waiting_in_intake(page):
        raise Refused(_("这一件在历史信息入库批次里，要删除，先从批次里去掉。"))
    page.delete_as_draft()
    thing.delete()


def _attach(page, files: Iterable[StoredFile]) -> None:
    for position, stored in enumerate(files):
        page.attachments.add(Attachment(file=stored, sort_order=position))


def _parent_for(model, unit) -> Page:
    """The page to add under, locked so that two clerks do not take the same place in the tree."""
    if model is Home:
        return _root()
    if issubclass(model, Paper):
        parent = UnitHome.objects.filter(unit=unit).first()
        missing = _("%(unit)s还没有单位主页，请先请政务公开办建好单位主页。") % {"unit": unit}
    else:
        parent, missing = Home.objects.first(), _("网站首页还没有建好，请先运行 gongkai setup。")
    if parent is None:
        raise Refused(missing)
    return Page.objects.select_for_update().get(pk=parent.pk)


def _root() -> Page:
    if Home.objects.exists():
        raise Refused(_("网站首页已经有了，直接修改它。"))
    return Page.objects.select_for_update().get(depth=1)

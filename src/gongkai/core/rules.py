"""What the door asks for before it opens. It trusts no workflow: it counts the people itself."""

from django.utils.translation import gettext as _

from gongkai.core.errors import Refused
from gongkai.core.kinds import PublicKind
from gongkai.core.models import Act, Approval, Mode, Thing, ThingState


def check_may_publish(thing: Thing, revision_id: int, reason: str) -> Act:
    """Which act a publication is now: the first one, or a correction."""
    if thing.state == ThingState.WITHDRAWN:
        raise Refused(
            _("这件信息已经撤回，不能在原索引号下重新公开。请新建一件，并在正文中说明与原件的关系。")
        )
    if thing.state == ThingState.DRAFT:
        return Act.PUBLISH
    if thing.revision_id == revision_id:
        raise Refused(_("这一版已经公开，没有新的内容。"))
    if not reason.strip():
        raise Refused(_("更正已公开的信息必须写明理由，理由会一并公开。"))
    return Act.CORRECT


def check_approvals(
    *, kind: PublicKind, thing: Thing, revision_id: int, content_hash: str, mode: str, opener
) -> list[Approval]:
    """Three different people (or one, for the site's own pages), each of this very content, none of them an author.

    An urgent publication (突发事件) may pass on one yes; the missed ones follow within 24 hours.
    """
    approvals = list(Approval.objects.filter(thing=thing, content_hash=content_hash).select_related("person"))
    authors = kind.authors(thing, revision_id)
    own = [approval for approval in approvals if approval.person_id in authors]
    if own:
        raise Refused(_("审核人不能是本件的撰稿人：%(name)s。") % {"name": own[0].person})
    if mode == Mode.URGENT:
        if not approvals:
            raise Refused(_("紧急公开也要有一人审核同意。"))
        if opener.pk in authors:
            raise Refused(_("紧急公开不能由撰稿人自己决定。"))
        return approvals
    given = {approval.stage: approval.person_id for approval in approvals}
    missing = [stage for stage in kind.stages if stage not in given]
    if missing:
        raise Refused(
            _("这一稿还缺审核：%(stages)s。改过的稿子要从头再审。")
            % {"stages": "、".join(map(stage_label, missing))}
        )
    if len({given[stage] for stage in kind.stages}) != len(kind.stages):
        raise Refused(_("三审必须由三个不同的人完成。"))
    return approvals


def stage_label(stage: str) -> str:
    return {"initial": _("初审"), "second": _("复审"), "final": _("终审")}.get(stage, stage)

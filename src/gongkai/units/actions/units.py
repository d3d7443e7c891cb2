"""What the system administrator does with units. Names and successions are only ever added."""

import re

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.cn import uscc

from gongkai.core import ahead, audit
from gongkai.core.errors import Refused
from gongkai.units import queries
from gongkai.units.models import Role, Succession, Unit, UnitName
from gongkai.units.rules import only

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,19}")


@transaction.atomic
def add_unit(
    *,
    actor,
    code,
    name,
    short_name="",
    parent=None,
    founded_on=None,
    since=None,
    index_prefix="",
    position=100,
) -> Unit:
    only(actor, Role.SYSTEM_ADMIN)
    code, prefix = code.strip(), index_prefix.strip() or code.strip()
    if not CODE.fullmatch(code):
        raise Refused(_("单位编号只用字母、数字和短横线，最多 20 位。"))
    if len(prefix) == 18 and not uscc.is_valid(prefix):
        raise Refused(_("统一社会信用代码 %(code)s 的校验位不对，请核对后再填。") % {"code": prefix})
    if not CODE.fullmatch(prefix):
        raise Refused(_("索引号前缀填统一社会信用代码；没有时留空，用单位编号。"))
    if Unit.objects.filter(Q(code=code) | Q(index_prefix=prefix)).exists():
        raise Refused(_("单位编号或索引号前缀已经有单位在用，请换一个。"))
    _refuse_taken_name(name)
    unit = Unit.objects.create(
        code=code, parent=parent, founded_on=founded_on, index_prefix=prefix, position=position
    )
    first_day = since or founded_on or timezone.localdate()
    UnitName.objects.create(unit=unit, name=name.strip(), short_name=short_name.strip(), since=first_day)
    ahead.tell()
    audit.record(user=actor, action="unit.add", target=f"{code} {name}")
    return unit


@transaction.atomic
def rename_unit(*, actor, unit, name, since, short_name="") -> UnitName:
    """A new legal name from a day on. Documents keep the name of their day, so nothing older changes."""
    only(actor, Role.SYSTEM_ADMIN)
    Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.dissolved_on and since >= unit.dissolved_on:
        raise Refused(_("单位在这一天已经撤销，不能改名。"))
    if unit.names.filter(since=since).exists():
        raise Refused(_("这一天已经有一个名称，请换一个日期。"))
    if name.strip() == unit.name_on(since):
        raise Refused(_("新名称与这一天的名称相同，不用改。"))
    _refuse_taken_name(name, other_than=unit)
    row = UnitName.objects.create(unit=unit, name=name.strip(), short_name=short_name.strip(), since=since)
    ahead.tell()
    audit.record(user=actor, action="unit.rename", target=unit.code, detail=f"{since:%F} {name}")
    return row


@transaction.atomic
def dissolve_unit(*, actor, unit, on) -> None:
    only(actor, Role.SYSTEM_ADMIN)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.dissolved_on:
        raise Refused(_("这个单位已经撤销。"))
    if unit.founded_on and on <= unit.founded_on:
        raise Refused(_("撤销日期应当晚于成立日期 %(day)s。") % {"day": f"{unit.founded_on:%F}"})
    if unit.children.filter(dissolved_on__isnull=True).exists():
        raise Refused(_("下面还有没撤销的单位，请先办理它们。"))
    unit.dissolved_on = on
    unit.save(update_fields=["dissolved_on"])
    ahead.tell()
    audit.record(user=actor, action="unit.dissolve", target=unit.code, detail=f"{on:%F}")


@transaction.atomic
def record_succession(*, actor, predecessor, successor, kind, on, basis="") -> Succession:
    """Who took over whose duties. A circle would leave nobody answerable and is refused."""
    only(actor, Role.SYSTEM_ADMIN)
    list(
        Unit.objects.select_for_update().order_by("pk").values_list("pk", flat=True)
    )  # one succession at a time
    if predecessor.pk == successor.pk:
        raise Refused(_("承接单位不能是它自己，请另选一个单位。"))
    if Succession.objects.filter(predecessor=predecessor, successor=successor).exists():
        raise Refused(_("这两个单位的承接关系已经登记。"))
    if queries.would_be_a_cycle(predecessor, successor):
        raise Refused(_("承接关系会绕成一圈：所选单位的职责正是由本单位承接来的。"))
    if successor.dissolved_on and successor.dissolved_on <= on:
        raise Refused(_("承接单位在这一天已经撤销，请另选一个单位。"))
    succession = Succession.objects.create(
        predecessor=predecessor, successor=successor, kind=kind, on=on, basis=basis.strip()
    )
    ahead.tell()
    detail = f"{succession.get_kind_display()} {successor.code} {on:%F}"
    audit.record(user=actor, action="unit.succession", target=predecessor.code, detail=detail)
    return succession


def _refuse_taken_name(name, other_than=None):
    for unit in queries.living_units():
        if unit != other_than and unit.name == name.strip():
            raise Refused(
                _("已经有单位叫“%(name)s”（编号 %(code)s）。") % {"name": unit.name, "code": unit.code}
            )

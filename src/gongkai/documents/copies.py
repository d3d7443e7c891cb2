"""What the public copy of a file was made without, and what was masked in it, in words for staff."""

from django.utils.translation import gettext as _

from gongkai.documents.models import StoredFile
from gongkai.review.checkup import label_of
from gongkai.review.kinds.internal import fact_names


def words_of_copy(stored: StoredFile) -> list[str]:
    told = []
    if stored.removed:
        told.append(_("公开副本去掉了%(what)s。") % {"what": _listed(map(_removed, stored.removed))})
    if stored.masked:
        masked = ((label_of(kind), count) for kind, count in sorted(stored.masked.items()))
        told.append(_("公开副本里已脱敏%(what)s。") % {"what": _listed(masked)})
    return told


def _removed(row: str) -> tuple[str, int]:
    """A row such as `hidden_sheet 1` (`uploads`)."""
    kind, _blank, count = row.rpartition(" ")
    names = fact_names() | {"place": _("拍摄时间、地点和设备")}
    return names.get(kind, _("内部信息")), int(count)


def _listed(counted) -> str:
    return "、".join(_("%(name)s %(count)d 处") % {"name": name, "count": count} for name, count in counted)

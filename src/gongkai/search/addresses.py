"""Who may enter the addresses of this app: the office, and the auditor to look."""

from django.utils.translation import gettext_lazy as _

from gongkai.core.audit import name_actions
from gongkai.units import gate

RULES = {
    "desk_search": gate.auditor_or(gate.office),
    "desk_search_synonyms": gate.office,
    "desk_search_synonyms_edit": gate.office,
    "desk_search_promotion": gate.office,
    "desk_search_promotion_edit": gate.office,
}

for view_name, rule in RULES.items():
    gate.declare(view_name, rule)

name_actions(
    {
        "search.synonyms": _("保存同义词"),
        "search.synonyms_deleted": _("删除同义词"),
        "search.promotion": _("保存搜索推荐"),
        "search.promotion_deleted": _("删除搜索推荐"),
        "desk_search_synonyms": _("新增同义词"),
        "desk_search_synonyms_edit": _("修改同义词"),
        "desk_search_promotion": _("新增搜索推荐"),
        "desk_search_promotion_edit": _("修改搜索推荐"),
    }
)

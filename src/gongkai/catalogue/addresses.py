"""Who may enter the addresses of this app: every member of staff reads the catalogue, the office works on the plan."""

from django.utils.translation import gettext_lazy as _

from gongkai.core.audit import name_actions
from gongkai.units import gate

RULES = {
    "desk_matters": gate.staff,
    "desk_matter": gate.staff,
    "desk_plans": gate.auditor_or(gate.office),
    "desk_plan": gate.auditor_or(gate.office),
}

for view_name, rule in RULES.items():
    gate.declare(view_name, rule)

name_actions({"plan.import": _("导入方案")})

"""Who may enter the addresses of this app: every member of staff reads the catalogue."""

from gongkai.units import gate

RULES = {"desk_matters": gate.staff, "desk_matter": gate.staff}

for view_name, rule in RULES.items():
    gate.declare(view_name, rule)

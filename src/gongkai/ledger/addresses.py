"""Who may see at the desk how the log stands: the office, the system administrator, and the auditor."""

from gongkai.units import gate
from gongkai.units.models import Role

gate.declare("desk_log", gate.auditor_or(gate.roles(Role.OFFICE, Role.SYSTEM_ADMIN)))

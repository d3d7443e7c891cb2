"""Every write of units and people: one verb, one transaction, one audit entry.

`actor` is who does it; None is the command line, where whoever has the machine is trusted.
"""

from gongkai.units.actions.people import (
    add_person,
    assign_post,
    change_password,
    disable_person,
    drop_own_code,
    enable_person,
    end_post,
    reset_code,
    reset_password,
    unlock_person,
)
from gongkai.units.actions.units import add_unit, dissolve_unit, record_succession, rename_unit

__all__ = [
    "add_person",
    "add_unit",
    "assign_post",
    "change_password",
    "disable_person",
    "dissolve_unit",
    "drop_own_code",
    "enable_person",
    "end_post",
    "record_succession",
    "rename_unit",
    "reset_code",
    "reset_password",
    "unlock_person",
]

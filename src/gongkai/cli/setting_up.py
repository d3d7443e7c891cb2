"""Set a new city up: its leading unit, the starter catalogue, the home page's draft and the three administrators."""

from django.db import transaction

from gongkai.catalogue.actions import load_starter
from gongkai.core.errors import Refused
from gongkai.documents.actions import create_draft
from gongkai.documents.models import Home
from gongkai.units.actions.people import add_person, assign_post
from gongkai.units.actions.units import add_unit
from gongkai.units.models import Role, Unit

ADMINISTRATORS = {
    "sysadmin": Role.SYSTEM_ADMIN,
    "secadmin": Role.SECURITY_ADMIN,
    "auditor": Role.AUDITOR,
}


@transaction.atomic
def set_up(*, site_name: str, unit_name: str, unit_code: str, index_prefix: str) -> list[dict]:
    """The administrators with their first passwords, which are shown this once. Everything or nothing."""
    if Unit.objects.exists() or Home.objects.exists():
        raise Refused("这个数据库已经建好过，不能再建一次。单位和人员请在后台管理。")
    unit = add_unit(actor=None, code=unit_code, name=unit_name, index_prefix=index_prefix)
    load_starter()
    people = [_administrator(username, role, unit) for username, role in ADMINISTRATORS.items()]
    create_draft(model=Home, unit=unit, author=people[0]["person"], title=site_name, organiser=unit_name)
    return [{key: value for key, value in row.items() if key != "person"} for row in people]


def _administrator(username: str, role: Role, unit: Unit) -> dict:
    person, password = add_person(actor=None, username=username, display_name=role.label)
    assign_post(actor=None, person=person, unit=unit, role=role)
    return {"username": username, "password": password, "role": str(role.label), "person": person}

"""Writing the catalogue."""

import tomllib
from importlib.resources import files

from django.db import transaction

from gongkai.catalogue.models import Matter
from gongkai.catalogue.plan_import import Imported, import_plan
from gongkai.core import ahead

__all__ = ["Imported", "import_plan", "load_starter", "read_starter"]

STARTER = files("gongkai.catalogue") / "starter.toml"


def read_starter() -> list[dict]:
    """The starter list as model values, one per matter."""
    rows = tomllib.loads(STARTER.read_text(encoding="utf-8"))["matter"]
    return [_values(row) for row in rows]


@transaction.atomic
def load_starter() -> int:
    """Add the starter matters that the catalogue does not have yet; how many were added.

    A code that is already there is left as it is: the city may have changed it, and public forms quote it.
    """
    known = set(Matter.objects.values_list("code", flat=True))
    added = [Matter(**values) for values in read_starter() if values["code"] not in known]
    Matter.objects.bulk_create(added)
    ahead.tell()
    return len(added)


def _values(row: dict) -> dict:
    lines = {name: "\n".join(row[name]) for name in ("elements", "basis")}
    return {**row, **lines, "clause": row["code"].split("-")[0]}

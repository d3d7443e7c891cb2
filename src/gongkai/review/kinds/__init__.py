"""The checks, one small file each. A file is found by being here; nothing else has to name it.

Every check says `NAME`, what people call what it finds. A check of text says:  `TRIGGER`, a pattern (as text) without which a passage is not asked, and
`find(passage) -> Iterator[Hit]`; where a hit stands in the passage is the engine's to tell.
A check of other blocks says: `BLOCKS`, the types it takes, and `judge(block) -> Iterator[Finding]`.
`FAMILY` where its findings are shown under a heading of their own.
"""

import importlib
import pkgutil
from functools import cache

from django.utils.translation import gettext as _


@cache
def every_kind() -> dict:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}


@cache
def text_kinds() -> tuple:
    return tuple((name, kind) for name, kind in every_kind().items() if hasattr(kind, "find"))


@cache
def block_kinds() -> tuple:
    return tuple(kind for kind in every_kind().values() if hasattr(kind, "judge"))


def family_of(kind: str) -> str:
    return getattr(every_kind().get(kind), "FAMILY", "")


def name_of(kind: str) -> str:
    """What people call the things that a kind finds."""
    if kind == "completeness":
        return _("公开要素")
    module = every_kind().get(kind)
    return str(module.NAME) if module else kind

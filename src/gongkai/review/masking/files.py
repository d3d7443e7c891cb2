"""Public copies: stripped of what is internal, and with personal values masked. The original is never touched.

No copy is left behind when something cannot be masked: whoever calls gets a sentence instead of a file.
"""

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.checking.finding import Finding
from gongkai.review.masking.formats import treat
from gongkai.review.masking.needles import Needles
from gongkai.review.masking.proof import prove
from gongkai.review.reading.blocks import Fact


@dataclass(frozen=True, slots=True)
class Masked:
    """`name`: that of the file, masked as well; `places`: how many texts changed; `facts`: what was stripped."""

    name: str
    places: int
    facts: list[Fact] = field(default_factory=list)


def mask_file(*, path: Path, name: str, findings: list[Finding], out: Path) -> Masked:
    """Writes the public copy and proves it; without proof there is no copy."""
    needles = Needles(findings)
    if not needles:
        raise BadFile(_("没有可以脱敏的内容。"))
    with _written(out) as copy:
        places, facts = treat(path=path, name=name, out=copy, needles=needles)
        stuck = [one for one in facts if not one.strippable]
        if stuck:
            raise BadFile(stuck[0].text)
        prove(copy, name, needles, findings)
    return Masked(name=needles.mask(name), places=places, facts=facts)


def strip_file(*, path: Path, name: str, out: Path) -> list[Fact]:
    """Writes the copy without internal metadata; what went, and what could not go (`strippable` is false)."""
    with _written(out) as copy:
        _places, facts = treat(path=path, name=name, out=copy, needles=Needles(()))
    return facts


def mask_task(arguments: dict) -> dict:
    masked = mask_file(
        path=Path(arguments["path"]),
        name=arguments["name"],
        findings=[Finding(**one) for one in arguments["findings"]],
        out=Path(arguments["out"]),
    )
    return asdict(masked)


def strip_task(arguments: dict) -> dict:
    facts = strip_file(path=Path(arguments["path"]), name=arguments["name"], out=Path(arguments["out"]))
    return {"facts": [asdict(fact) for fact in facts]}


class _written:
    """A file beside `out` that takes its place only when all went well."""

    def __init__(self, out: Path):
        self._out, self._copy = out, out.with_name(f"{out.name}.part")

    def __enter__(self) -> Path:
        return self._copy

    def __exit__(self, kind, _error, _trace):
        if kind is None:
            os.replace(self._copy, self._out)
        else:
            self._copy.unlink(missing_ok=True)

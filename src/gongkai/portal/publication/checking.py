"""Every page rendered again and compared with its file; what tells the time of writing is left out on both sides."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.portal.publication import rendering, store
from gongkai.portal.publication.building import STAMP, built_for
from gongkai.portal.publication.items import Item, NotRendered, expected_number, items
from gongkai.portal.publication.journal import journal
from gongkai.portal.publication.packing import PACKINGS, PLAIN, Packing
from gongkai.portal.publication.pages import PageKind, page_at
from gongkai.portal.publication.serving import folder_of, origins


@dataclass
class Report:
    """Files by name. `void`: written, but touched since; they are not served, and written again when asked for."""

    checked: int = 0
    void: int = 0
    differing: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    too_many: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.differing or self.missing or self.too_many)


def check_folder(folder: Path, *, progress: Callable[[str, int, int], None]) -> Report:
    """A folder that `build` wrote against the database of today."""
    folder = folder.resolve()
    origin = built_for(folder)
    report, expected, total = Report(), {STAMP}, expected_number()
    for item in items(origin, folder):
        expected |= {item.name, *_packed(item)}
        report.checked += 1
        found = _compared(item, folder)
        if found is not None:
            getattr(report, found).append(item.name.as_posix())
        progress(_("核对"), report.checked, max(total, report.checked))
    there = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    report.too_many += sorted(name.as_posix() for name in there - expected)
    return report


def check_kept(*, progress: Callable[[str, int, int], None]) -> Report:
    """The files of a running site: whatever would be served must be what Django answers now."""
    report, said = Report(), journal()
    files = [
        (origin, folder, file)
        for origin in origins()
        for folder in (folder_of(origin),)
        for file in store.files_in(folder)
    ]
    for origin, folder, file in files:
        report.checked += 1
        progress(_("核对"), report.checked, len(files))
        _check_kept(report, said, origin, folder, file)
    return report


def _check_kept(report: Report, said, origin: str, folder: Path, file: Path) -> None:
    name = file.relative_to(folder.parent).as_posix()
    page = page_at(_address(file, folder))
    if page is None:
        report.too_many.append(name)
        return
    standing = store.standing_of(file)
    bodies = store.bodies_of(file, standing) if standing else None
    if bodies is None:
        report.differing.append(name)
        return
    answer = rendering.render(page.path, origin=origin)
    if not _stands(said, standing):
        report.void += 1
    elif answer.status != standing.status or not _same(page.kind, bodies[PLAIN], answer.body):
        report.differing.append(name)


def _stands(said, standing) -> bool:
    """Asked after the page was rendered: what changed meanwhile is no difference."""
    if said.look() is None or (standing.good_until and timezone.now().timestamp() >= standing.good_until):
        return False
    return said.stands(standing.place, standing.keys)


def _address(file: Path, folder: Path) -> str:
    name = "/" + file.relative_to(folder).as_posix()
    return name.removesuffix("index.html") if name.endswith("/index.html") else name


def _packed(item: Item) -> dict[Path, Packing]:
    """The files in which it lies there compressed."""
    return {item.name.with_name(item.name.name + each.suffix): each for each in PACKINGS if item.packed}


def _compared(item: Item, folder: Path) -> str | None:
    """`differing` or `missing`; None when it is as it must be."""
    file = folder / item.name
    packed = _packed(item)
    if not all((folder / name).is_file() for name in (item.name, *packed)):
        return "missing"
    body = file.read_bytes()
    if any(each.unpacked((folder / name).read_bytes()) != body for name, each in packed.items()):
        return "differing"
    try:
        fresh = item.source.read_bytes() if item.source else item.make()
    except (NotRendered, OSError):
        return "differing"
    return None if _same(item.kind, body, fresh) else "differing"


def _same(kind: PageKind | None, one: bytes, other: bytes) -> bool:
    return one == other or (kind is not None and kind.without_clock(one) == kind.without_clock(other))

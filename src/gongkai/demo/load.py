"""Loading the demo city into an empty database, through the same actions and guards as any other content."""

from collections.abc import Callable
from importlib.resources import as_file

from django.db import transaction

from gongkai.catalogue.actions import load_starter
from gongkai.demo.accounts import ACCOUNTS, OFFICE
from gongkai.demo.histories import Paper
from gongkai.demo.pages import Site
from gongkai.demo.people import Staff, load_units
from gongkai.demo.reading import HERE, read_columns, read_papers, read_plan_text, read_units
from gongkai.documents.intake.mapfile import MapFile
from gongkai.documents.intake.reading import Reader
from gongkai.documents.intake.staging import approve_now, take_in
from gongkai.units.models import User

ARCHIVE_NAME = "旧网站文件（2011—2014年）"
ARCHIVE_SOURCE = "演示用的旧网站"
ARCHIVE = MapFile(defaults={"source": "演示文本，不是真实公文", "origin_name": ARCHIVE_SOURCE})


@transaction.atomic
def load_demo(progress: Callable[[str, int, int], None] | None = None) -> None:
    """All or nothing, and nothing when the demo accounts are there. `progress(label, done, total)` is told each step."""
    if User.objects.filter(username=ACCOUNTS[0]["username"]).exists():
        return
    units, columns, papers = read_units(), read_columns(), read_papers()
    load_starter()
    staff = Staff(load_units(units))
    staff.load_accounts()
    staff.load_others(sorted({paper["unit"] for paper in papers.values()}))
    site = Site(staff, OFFICE[0])
    site.load_home()
    for number, row in enumerate(_counted(columns, "栏目", progress), start=1):
        site.load_column(row, position=number * 10)
    for row in _counted([row for row in units if "dissolved_on" not in row], "单位主页", progress):
        site.load_unit_home(row)
    site.load_plan(read_plan_text())
    pages = {}
    for name in _counted(list(papers), "文件", progress):
        paper = Paper(site, papers[name], pages)
        paper.bring_to_its_state()
        pages[name] = paper.page
    load_archive(staff)


def load_archive(staff: Staff) -> None:
    """Papers of the city's former site, taken in as `gongkai intake` does and approved as one batch."""
    with as_file(HERE / "archive.csv") as path:
        reader = Reader([path], {"unit": OFFICE[0], "column": "policy"}, ARCHIVE)
        author = staff.account("gongkaiban2")
        take_in(candidates=reader.items(), name=ARCHIVE_NAME, source_name=ARCHIVE_SOURCE, author=author)
    approve_now(name=ARCHIVE_NAME, person=staff.account("gongkaiban"))


def _counted(items: list, label: str, progress):
    for done, item in enumerate(items):
        if progress:
            progress(label, done, len(items))
        yield item
    if progress:
        progress(label, len(items), len(items))

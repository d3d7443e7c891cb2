"""The site of the demo city: home, columns and unit pages, edited by one of the office and confirmed by the other."""

from gongkai.catalogue.actions import import_plan
from gongkai.demo.people import Staff
from gongkai.documents.actions import create_draft
from gongkai.documents.models import Column, Home, UnitHome
from gongkai.review import actions as review

SITE_NAME = "格尔木市政务公开"
OFFICE_HOURS = "工作日9:00—12:30，14:30—18:00"
SITE_DESCRIPTION = "格尔木市行政机关公开的政府信息：政策文件、解读、办事、数据和方案落实情况（演示）"
SITE_KEYWORDS = "格尔木市,政务公开,政府信息公开,政策文件"
MOTTO_NOTE = "演示站点：文件均为演示文本，不是真实公文"


class Site:
    def __init__(self, staff: Staff, office_code: str):
        self.staff = staff
        self.office = staff.units[office_code]
        self.columns: dict[str, Column] = {}

    def load_home(self) -> None:
        self._publish(
            Home,
            self.office,
            title=SITE_NAME,
            organiser="格尔木市人民政府办公室",
            office_hours=OFFICE_HOURS,
            motto_note=MOTTO_NOTE,
            description=SITE_DESCRIPTION,
            keywords=SITE_KEYWORDS,
        )

    def load_column(self, row: dict, position: int) -> None:
        self.columns[row["code"]] = self._publish(
            Column,
            self.office,
            title=row["title"],
            code=row["code"],
            column_type=row["type"],
            description=row["description"],
            keywords=row["keywords"],
            position=position,
            parent_column=self.columns.get(row.get("parent")),
        )

    def load_unit_home(self, row: dict) -> None:
        unit = self.staff.units[row["code"]]
        duties = "\n".join(row["duties"])
        self._publish(UnitHome, unit, title=unit.name, duties=duties, office_hours=OFFICE_HOURS)

    def load_plan(self, text: str) -> None:
        editor, confirmer = self.staff.account("gongkaiban2"), self.staff.account("gongkaiban")
        imported = import_plan(text=text, source_name="plan.txt", actor=editor)
        submission = review.submit(thing=imported.reading.plan.thing, author=editor)
        review.approve(submission=submission, person=confirmer)

    def _publish(self, model, unit, **fields):
        editor, confirmer = self.staff.account("gongkaiban2"), self.staff.account("gongkaiban")
        page = create_draft(model=model, unit=unit, author=editor, **fields)
        submission = review.submit(thing=page.thing, author=editor)
        review.approve(submission=submission, person=confirmer)
        return page

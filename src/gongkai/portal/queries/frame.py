"""What stands around every page: the site's name and footer, and the columns. Read again only when the record grew."""

from dataclasses import dataclass, field

from django.core.cache import cache
from django.db.models import Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongkai.core.models import Record
from gongkai.core.queries import current_forms
from gongkai.core.text import sha256_hex
from gongkai.ledger.models import LogKey
from gongkai.portal.queries.plan import clauses_of, public_plan

NEUTRAL_NAME = _("政务公开")
DISCLOSURE_TITLE = (
    "政府信息公开"  # the one name of this part of every government site (国办公开办函〔2019〕61号)
)


@dataclass
class Column:
    """One public column; `page_id` is what `PublishedPaper.column` points at."""

    code: str
    title: str
    description: str
    keywords: str
    column_type: str
    position: int
    parent: str | None
    page_id: int
    children: list["Column"] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The column of that one name is shown as its four fixed blocks, every other as a list."""
        if self.title == DISCLOSURE_TITLE:
            return reverse("disclosure")
        return reverse("column", args=[self.code])

    def family(self) -> list["Column"]:
        """Itself and every column below it."""
        return [self] + [member for child in self.children for member in child.family()]


@dataclass
class Frame:
    home: dict
    columns: dict[str, Column]
    digest: str = ""
    clauses: dict[str, str] = field(default_factory=dict)  # number to title, of the plan that is public
    log_key: str = ""  # the verifier key of the log

    @property
    def name(self) -> str:
        return self.home.get("title") or NEUTRAL_NAME

    @property
    def top_columns(self) -> list[Column]:
        return [column for column in self.columns.values() if column.parent not in self.columns]

    def path(self, code: str | None) -> list[Column]:
        """The columns from the top down to that one; empty when it is not public."""
        found: list[Column] = []
        column = self.columns.get(code or "")
        while column and column not in found:
            found.insert(0, column)
            column = self.columns.get(column.parent or "")
        return found


def site_frame() -> Frame:
    """One query when nothing was published since: the newest digest of the record names the cached frame."""
    keys = LogKey.objects.filter(retired_at=None).order_by("-pk").values("text")[:1]
    newest = (
        Record.objects.order_by("-number").annotate(log_key=Subquery(keys)).values_list("digest", "log_key")
    )
    digest, log_key = newest.first() or (None, None)
    if digest is None:
        return Frame(home={}, columns={})
    key = f"portal-frame-{digest}-{sha256_hex(log_key or '')[:8]}"
    frame = cache.get(key)
    if frame is None:
        frame = _read_frame(digest)
        frame.log_key = log_key or ""
        cache.set(key, frame, 3600)
    return frame


def _read_frame(digest: str) -> Frame:
    homes = [form for _thing, form in current_forms("home")]
    columns = {}
    for thing, form in sorted(
        current_forms("column"), key=lambda pair: (pair[1]["position"], pair[1]["code"])
    ):
        names = ("code", "title", "description", "keywords", "column_type", "position", "parent")
        columns[form["code"]] = Column(page_id=thing.object_id, **{name: form[name] for name in names})
    for column in columns.values():
        if column.parent in columns:
            columns[column.parent].children.append(column)
    plan = public_plan()
    clauses = {clause["number"]: clause["title"] for clause in clauses_of(plan[1])} if plan else {}
    return Frame(home=homes[0] if homes else {}, columns=columns, digest=digest, clauses=clauses)

"""One run of `gongkai intake`: reads, places or rehearses, and says what became of every record."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click
from django.utils import timezone

from gongkai.cli.accounts import sign_in
from gongkai.cli.progress import Progress
from gongkai.core.errors import GongkaiError
from gongkai.documents.intake.candidate import Candidate, Unplaced
from gongkai.documents.intake.fields import LABELS
from gongkai.documents.intake.folders import count_records
from gongkai.documents.intake.mapfile import MapFile, read_map
from gongkai.documents.intake.reading import Reader
from gongkai.documents.intake.rehearsal import rehearse
from gongkai.documents.intake.staging import approve_now, take_in
from gongkai.review.queries import open_submission
from gongkai.units.rules import is_office

SHOWN = 20
HEADER = ("位置", "标题", "结果", "索引号", "原因", "存疑")
PLACED, PLACEABLE, ALREADY, UNPLACED = "已入库", "可以入库", "已在库", "未能入库"


class CannotStartError(click.ClickException):
    """Nothing was done."""

    exit_code = 2


@dataclass
class IntakeRun:
    paths: tuple[Path, ...]
    places: dict[str, str | None]
    map_file: Path | None
    name: str | None
    report: Path | None
    source: str | None = None
    placed: dict[str, str] = field(default_factory=dict)
    already: list[str] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    doubts: dict[str, list[str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    batches: list[dict] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    read: int = 0
    public: int | None = None
    refusal: str = ""
    is_rehearsal: bool = False

    def __post_init__(self):
        try:
            rules = read_map(self.map_file) if self.map_file else MapFile()
            options = {name: value for name, value in self.places.items() if value}
            self.reader = Reader([path.expanduser() for path in self.paths], options, rules)
            if self.report:
                self.report.open("a").close()
        except GongkaiError as error:
            raise CannotStartError(str(error)) from error
        except OSError as error:
            raise CannotStartError(f"报告文件 {self.report} 写不进去。请核对路径和权限。") from error
        self.name = (self.name or f"{timezone.localdate():%Y-%m-%d} {self.paths[0].name}")[:120]

    def rehearse(self) -> None:
        self.is_rehearsal = True
        for item, is_in_already in rehearse(self._items()):
            if isinstance(item, Unplaced):
                self.unplaced.append(item)
            elif is_in_already:
                self.already.append(item.where)
            else:
                self.placed[item.where] = ""
        self._write_report()

    def take_in(self, *, author: str | None, approver: str | None) -> None:
        try:
            person, office = _people(author, approver)
            done = take_in(
                candidates=self._items(), name=self.name, source_name=self._source_name(), author=person
            )
        except GongkaiError as error:
            raise CannotStartError(str(error)) from error
        self.placed, self.already, self.unplaced = dict(done.placed), done.already, done.unplaced
        self.waiting = [str(batch) for batch in done.batches if open_submission(batch.thing)]
        self.batches = [{"index_number": b.thing.index_number, "title": str(b)} for b in done.batches]
        if office and done.batches:
            self._approve(office)
        self._write_report()

    def _approve(self, office) -> None:
        """What was taken in stays in when the batch is refused; it waits in the back office then."""
        try:
            self.public = approve_now(name=self.name, person=office)
        except GongkaiError as error:
            self.refusal = str(error)

    @property
    def exit_code(self) -> int:
        if not self.unplaced and not self.refusal:
            return 0 if self.read else 2
        return 1 if self.placed or self.already else 2

    def say(self, *, as_json: bool) -> None:
        click.echo(
            json.dumps(self._figures(), ensure_ascii=False) if as_json else "\n".join(self._sentences())
        )

    def _items(self) -> Iterator[Candidate | Unplaced]:
        with Progress() as progress:
            expected = count_records(self.reader.paths)
            for item in self.reader.items():
                self.read += 1
                progress("读取", self.read, max(expected, self.read))
                if self.report:
                    self.titles[item.where] = item.title
                if isinstance(item, Candidate) and item.doubts:
                    self.doubts[item.where] = item.doubts
                yield item

    def _source_name(self) -> str:
        """Public, on the batch's own page."""
        return (
            self.source[:200]
            if self.source
            else "、".join(path.name or str(path) for path in self.paths)[:200]
        )

    def _figures(self) -> dict:
        figures = {
            "read": self.read,
            "placed": len(self.placed),
            "already": len(self.already),
            "unplaced": [{"where": item.where, "reason": item.reason} for item in self.unplaced],
            "doubts": [{"where": where, "doubts": said} for where, said in self.doubts.items()],
            "mapping": self.reader.mapping.as_report(),
            "not_read": [{"where": each.name, "reason": each.why} for each in self.reader.not_read],
            "batches": self.batches,
        }
        if self.refusal:
            figures["refusal"] = self.refusal
        return figures if self.public is None else figures | {"public": self.public}

    def _sentences(self) -> list[str]:
        done = PLACEABLE if self.is_rehearsal else PLACED
        lines = [
            f"读了 {self.read} 条：{done} {len(self.placed)}，已在库 {len(self.already)}，未能入库 {len(self.unplaced)}。"
        ]
        lines += self._mapping_lines()
        lines += _listed("未能入库", [f"{item.where}  {item.reason}" for item in self.unplaced])
        said = [f"{where}  {'；'.join(doubts)}" for where, doubts in self.doubts.items()]
        lines += _listed("存疑", said)
        left = [f"{each.name}  {each.why}" for each in self.reader.not_read]
        lines += _listed("没有读的文件", left)
        return [*lines, *self._next_step()]

    def _mapping_lines(self) -> list[str]:
        report = self.reader.mapping.as_report()
        used = [f"{LABELS[field]} ← {'、'.join(names)}" for field, names in report["fields"].items()]
        lines = [f"各栏的对应：{'；'.join(used)}。"] if used else []
        if report["guessed"]:
            guessed = [f"{name} 当作{LABELS[field]}" for name, field in report["guessed"].items()]
            lines.append(f"按内容认出的栏：{'；'.join(guessed)}。")
        if report["ignored"]:
            more = " 等" if len(report["ignored"]) > SHOWN else ""
            lines.append(f"没有采用的栏：{'、'.join(report['ignored'][:SHOWN])}{more}。")
        return lines

    def _next_step(self) -> list[str]:
        if not self.read:
            return ["没有找到能读的文件，什么都没有做。能读哪些文件，见 gongkai intake --help。"]
        if self.is_rehearsal and not self.placed:
            return ["这是预演，什么都没有写入。现在没有可以入库的。"]
        if self.is_rehearsal:
            return ["这是预演，什么都没有写入。去掉 --dry-run，加上 --as 用户名，就会入库。"]
        if self.public is not None:
            return [f"已审核公开 {self.public} 件。"]
        if self.refusal:
            return [f"已入库，没有公开：{self.refusal}"]
        return (
            [f"下一步由政务公开办在后台“历史信息入库”里审核：{'、'.join(self.waiting)}。"]
            if self.waiting
            else []
        )

    def _write_report(self) -> None:
        """Comes last. That it cannot be written takes nothing back, so it is said beside the figures."""
        if not self.report:
            return
        try:
            with self.report.open("w", encoding="utf-8-sig", newline="") as stream:
                csv.writer(stream).writerows(self._rows())
        except OSError:
            click.echo(f"报告文件 {self.report} 没有写成，请检查磁盘空间；其余都已照办。", err=True)

    def _rows(self) -> Iterator[list[str]]:
        """Opened by spreadsheets in Chinese offices, so the file begins with a mark; no cell begins a formula."""
        yield list(HEADER)
        reasons = {item.where: item.reason for item in self.unplaced}
        already, placed = set(self.already), PLACEABLE if self.is_rehearsal else PLACED
        for where, title in self.titles.items():
            result = UNPLACED if where in reasons else ALREADY if where in already else placed
            doubts = "；".join(self.doubts.get(where, []))
            cells = (where, title, result, self.placed.get(where, ""), reasons.get(where, ""), doubts)
            yield [_cell(cell) for cell in cells]


def _people(author: str | None, approver: str | None) -> tuple:
    """Both are asked before anything is read, so that nobody waits for an hour to mistype a password."""
    if not author:
        raise CannotStartError("缺少 --as 用户名：由谁收录。只看不写请用 --dry-run。")
    if approver == author:
        raise CannotStartError("--approve-as 不能是收录的人自己，请由另一人审核。")
    person = sign_in(author, "收录")
    office = sign_in(approver, "审核公开") if approver else None
    if office and not is_office(office):
        raise CannotStartError(f"{approver} 不是政务公开办的人，不能审核公开。")
    return person, office


def _listed(label: str, items: list[str]) -> list[str]:
    if not items:
        return []
    more = [f"  还有 {len(items) - SHOWN} 条，见 --report 写出的文件。"] if len(items) > SHOWN else []
    return [f"{label} {len(items)} 条：", *(f"  {item}" for item in items[:SHOWN]), *more]


def _cell(text: str) -> str:
    text = text.encode("utf-8", "replace").decode()
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text

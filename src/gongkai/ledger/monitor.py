"""The monitor: a whole log, and whether the living site still says what the log says. It trusts neither.

A site is read as anybody reads it, over HTTP or from the folder of `gongkai site build`: the log's files, the sitemap, each
page with its canonical.json, the files it names. No Django, no database.
"""

import hashlib
import html
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from gongkai.translog import (
    Audit,
    FolderReader,
    HttpReader,
    Malformed,
    Missing,
    Policy,
    ProofFailed,
    Reader,
    TranslogError,
    audit,
    leaf_hash,
    verify_inclusion,
)
from gongkai.translog.auditing import Problem
from gongkai.translog.encoding import hash_from_base64

LARGEST_PAGE = 64 * 1024 * 1024
LARGEST_FILE = 512 * 1024 * 1024
MAPS = re.compile(r"<loc>([^<]*)</loc>")
TAG = re.compile(r"(?s)<(script|style|template)\b.*?</\1>|<!--.*?-->|<[^>]*>")
PAGES_OF_THE_LOG = {("stray-file", "index.html"), ("stray-file", "policy")}
PUBLISHES, WITHDRAWN = ("publish", "correct"), "withdraw"
PAPER = re.compile(r"/documents/([^/]+)/([^/]+)/")
Progress = Callable[[str, int, int], None]


@dataclass
class Said:
    """What the log says of one thing: its newest leaf with a content, and whether it was withdrawn since."""

    index: int
    leaf: dict
    withdrawn: bool = False


@dataclass
class Report:
    """`pages` were compared with the log; without a site beside the log there are none."""

    log: Audit
    pages: int = 0
    files: int = 0
    site: bool = False
    things: dict[str, Said] = field(default_factory=dict)
    entries: dict[int, bytes] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        return self.log.problems

    def add(self, code: str, where: str, message: str) -> None:
        self.log.problems.append(Problem(code, where, message))


class Below:
    """A reader of everything under one address or folder; `log` itself lies in its own place."""

    def __init__(self, place: str):
        self.is_site = False
        self.reader: Reader = HttpReader(place) if _is_url(place) else FolderReader(place)
        self.root = self.reader
        with suppress(TranslogError):
            self.reader.read("log/checkpoint", 1_000_000)
            self.is_site = True
            base = f"{place.rstrip('/')}/log" if _is_url(place) else Path(place) / "log"
            self.reader = HttpReader(base) if _is_url(place) else FolderReader(base)
        self.prefix = urlsplit(place).path.rstrip("/") if _is_url(place) else ""
        self.is_folder = not _is_url(place)

    def get(self, path: str, limit: int = LARGEST_PAGE) -> bytes:
        """`path` as a page's address names it; in a folder a page is its index.html."""
        if self.is_folder:
            path = unquote(path) + ("index.html" if path.endswith("/") else "")
            if ".." in path.split("/"):
                raise Malformed("path", f"不是网站里的地址：{path[:100]}")
        return self.root.read(path.removeprefix("/"), limit)


def watch(
    place: str, policy: Policy, *, remembered: bytes | None = None, progress: Progress = lambda *_: None
) -> Report:
    """Everything; a log that cannot be believed at all raises TranslogError."""
    below = Below(place)
    things: dict[str, Said] = {}
    entries: dict[int, bytes] = {}

    def check_entry(index: int, entry: bytes) -> str | None:
        entries[index] = entry
        progress("日志", index + 1, index + 1)
        return _note(things, index, entry)

    found = audit(below.reader, policy, remembered=remembered, check_entry=check_entry, now=int(time.time()))
    if below.is_site:  # the page of the log lies beside its files
        found.problems = [each for each in found.problems if (each.code, each.where) not in PAGES_OF_THE_LOG]
    report = Report(found, site=below.is_site, things=things, entries=entries)
    if below.is_site:
        _check_site(below, report, progress)
    return report


def _note(things: dict[str, Said], index: int, entry: bytes) -> str | None:
    """Keep what the entry says; what is wrong with it as an entry of ours."""
    try:
        said = json.loads(entry)
        thing, act = said["thing"], said["act"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return f"第 {index:,} 条不是公开记录的格式。"
    if not isinstance(thing, str) or not isinstance(act, str):
        return f"第 {index:,} 条不是公开记录的格式。"
    if act in PUBLISHES:
        things[thing] = Said(index, said)
    elif act == WITHDRAWN:
        things.setdefault(thing, Said(index, said)).withdrawn = True
    return None


def _check_site(below: Below, report: Report, progress: Progress) -> None:
    paths = list(dict.fromkeys(_addresses(below, report)))
    seen = set()
    for done, path in enumerate(paths, 1):
        progress("网页", done, len(paths))
        with suppress(TranslogError):
            number = _check_page(below, report, path)
            seen.add(number)
    for number, said in report.things.items():
        if "/" not in number:
            continue
        if said.withdrawn:
            _check_withdrawn(below, report, number)
        elif number not in seen:
            report.add("page-missing", number, f"{number} 在日志里是公开的，网站的地址清单里却没有。")


def _check_withdrawn(below: Below, report: Report, number: str) -> None:
    path = f"/documents/{quote(number)}/"
    try:
        below.get(path)
    except TranslogError:
        return
    report.add("withdrawn", path, f"日志说 {number} 已经撤回，{path} 却还能看到。")


def _addresses(below: Below, report: Report) -> Iterator[str]:
    for part in _map(below, report, "/sitemap.xml"):
        yield from _map(below, report, part)


def _map(below: Below, report: Report, path: str) -> list[str]:
    try:
        text = below.get(path).decode("utf-8", "replace")
    except TranslogError as error:
        report.add("map-missing", path, f"读不到网址清单 {path}：{error}")
        return []
    found = [urlsplit(html.unescape(location)).path for location in MAPS.findall(text)]
    return [path.removeprefix(below.prefix) if below.prefix else path for path in found]


def _check_page(below: Below, report: Report, path: str) -> str | None:
    """Its canonical.json against the log, its words and its files against that. Pages that are no thing have none."""
    paper = PAPER.fullmatch(path)
    try:
        data = below.get(f"{path}canonical.json")
    except Missing as error:
        if paper:
            number = f"{unquote(paper[1])}/{unquote(paper[2])}"
            report.add("canonical-missing", path, f"{path} 没有 canonical.json：{error}")
            return number
        return None
    report.pages += 1
    try:
        said = _canonical(data)
        number, form = said["index_number"], json.loads(said["form"])
    except (ValueError, KeyError, TypeError, RecursionError, TranslogError):
        report.add("canonical-malformed", path, f"{path}canonical.json 的格式不对。")
        return f"{unquote(paper[1])}/{unquote(paper[2])}" if paper else None
    if paper and number != f"{unquote(paper[1])}/{unquote(paper[2])}":
        report.add("other-thing", path, f"{path}canonical.json 说的是另一件：{number}。")
    if wrong := _against_log(said, report):
        report.add(wrong[0], path, f"{path}：{wrong[1]}")
    _check_words(below, report, path, form)
    for item in form.get("files", []) if isinstance(form.get("files"), list) else []:
        _check_file(below, report, path, item)
    return number


def _canonical(data: bytes) -> dict:
    said = json.loads(data)
    for name, kind in (
        ("form", str),
        ("salt", str),
        ("leaf", str),
        ("log_index", int),
        ("index_number", str),
    ):
        if not isinstance(said[name], kind):
            raise ValueError(name)
    return said


def _against_log(said: dict, report: Report) -> tuple[str, str] | None:
    """Code and sentence of the first thing that does not hold."""
    leaf, index = json.loads(said["leaf"]), said["log_index"]
    digest = hashlib.sha256(bytes.fromhex(said["salt"]) + said["form"].encode()).hexdigest()
    if leaf.get("content") != digest:
        return "content-differs", "内容的摘要与日志条目不符，内容被改动过。"
    entry = report.entries.get(index)
    if entry is None:
        return "not-logged", f"它说在日志第 {index:,} 条，日志还没有这一条。"
    if "member" in said:
        if not _is_member(said, entry):
            return "not-in-batch", f"它不在日志第 {index:,} 条所记的那一批里。"
    elif entry != said["leaf"].encode():
        return "entry-differs", f"它的条目与日志第 {index:,} 条不同。"
    newest = report.things.get(said["index_number"])
    if newest and newest.index > index:
        return "not-newest", f"日志第 {newest.index:,} 条已有更新的一版，网站上还是旧的。"
    if newest and newest.withdrawn:
        return "withdrawn", "日志说它已经撤回，网站上却还能看到。"
    return None


def _is_member(said: dict, entry: bytes) -> bool:
    try:
        member, members = said["member"], json.loads(entry)["members"]
        path = [hash_from_base64(line, "一批的证明路径") for line in member["path"]]
        root, size = bytes.fromhex(members["root"]), members["count"]
        leaf = leaf_hash(said["leaf"].encode())
        verify_inclusion(leaf, index=member["index"], size=size, root=root, path=path)
    except (ProofFailed, TranslogError, ValueError, KeyError, TypeError):
        return False
    return True


def _check_words(below: Below, report: Report, path: str, form: dict) -> None:
    """That the page which people read shows the title and every paragraph of the text that was logged."""
    try:
        shown = _words(below.get(path).decode("utf-8", "replace"))
    except TranslogError as error:
        report.add("page-unread", path, f"打不开 {path}：{error}")
        return
    wanted = [form.get("title", "")]
    for block in form.get("body") or []:
        if isinstance(block, dict) and block.get("type") == "text":
            wanted += re.split(r"(?i)</(?:p|h[2-6]|li|td|th|caption|blockquote)>", str(block.get("html", "")))
    for text in wanted:
        words = _words(str(text))
        if words and words not in shown:
            report.add("page-differs", path, f"{path} 的网页上没有日志所记的这一段：{words[:40]}")
            return


def _words(text: str) -> str:
    """The visible text without any blank, so that no difference of markup counts."""
    return re.sub(r"\s+", "", html.unescape(TAG.sub("", text))).replace("\u200b", "")


def _check_file(below: Below, report: Report, path: str, item: dict) -> None:
    try:
        sha256, name = str(item["sha256"]), str(item["name"])
        address = f"/files/{sha256[:16]}/{quote(name)}"
        data = below.get(address, LARGEST_FILE)
    except (KeyError, TypeError):
        report.add("canonical-malformed", path, f"{path}canonical.json 里附件的格式不对。")
        return
    except TranslogError as error:
        report.add("file-missing", path, f"{path} 的附件 {name} 取不到：{error}")
        return
    report.files += 1
    if hashlib.sha256(data).hexdigest() != sha256:
        report.add("file-differs", address, f"{path} 的附件 {name} 与日志所记的不同，文件被换过。")


def _is_url(place: str) -> bool:
    return place.startswith(("http://", "https://"))

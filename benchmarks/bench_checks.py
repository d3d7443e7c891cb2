"""Figures of the checks, one line each: recall, clean files blocked by corpus, files per second by format.

    python -m benchmarks.bench_checks [--false]

`--false` lists what blocked each clean file. The labelled files and the real texts lie beside the repository; figures
whose material is absent are left out. The clerk's files are made anew from seeds: the checks were tuned on `FIRST` to `FOURTH`
of the seeds below 100; seeds from 100 were never looked at before they were measured.
"""

import csv
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from django.conf import settings

if not settings.configured:
    settings.configure(USE_I18N=False)

from benchmarks import clerk_files
from gongkai.review.checking.engine import check_blocks, check_path
from gongkai.review.checking.finding import INFO, is_blocked
from gongkai.review.checking.rulebook import shipped
from gongkai.review.reading.blocks import Place, Text
from gongkai.review.reading.html import html_blocks

DATA = (Path(__file__).resolve().parent.parent / ".." / "shared" / "data").resolve()
SEEDS = (101, 102, 103)
BODY = ("content", "text", "body", "markdown", "page_html")


def main() -> None:
    csv.field_size_limit(10**9)
    measure_sample()
    measure_clerk_files()
    measure_real_texts()
    measure_real_files()


def measure_sample() -> None:
    folder = DATA / "privacy-sample"
    if not folder.exists():
        return
    wanted = found = wrong = 0
    for gold in json.loads((folder / "gold.json").read_text(encoding="utf-8"))["files"]:
        path = folder / gold["file"]
        findings = check_path(path, path.name, shipped())
        values = {finding.value for finding in findings if finding.severity != INFO}
        wanted += len(gold["findings"])
        found += sum(_is_among(want["value"], values, want.get("match")) for want in gold["findings"])
        wrong += is_blocked(findings) != gold["blocked"]
    print(f"labelled files: {found} of {wanted} values found, {wrong} of 16 files judged wrongly")


def _is_among(value: str, values: set[str], match: str | None) -> bool:
    if match == "prefix15":
        return any(value[:15] == other[:15] for other in values)
    return value in values


def measure_clerk_files() -> None:
    wanted, found, seconds, files = Counter(), Counter(), Counter(), Counter()
    clean = blocked = dirty = passed = 0
    every = (*clerk_files.FIRST, *clerk_files.SECOND, *clerk_files.THIRD, *clerk_files.FOURTH)
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            for path, paper in clerk_files.write_files(Path(folder), seed, every).items():
                began = time.perf_counter()
                findings = check_path(path, path.name, shipped())
                seconds[path.suffix] += time.perf_counter() - began
                files[path.suffix] += 1
                _count(paper, findings, wanted, found)
                clean += not paper.planted
                dirty += bool(paper.planted)
                blocked += not paper.planted and is_blocked(findings)
                passed += bool(paper.planted) and not is_blocked(findings)
    print(
        f"made files: {found.total()} of {wanted.total()} values found ({100 * found.total() / wanted.total():.1f} %)"
    )
    for kind in sorted(wanted):
        print(f"made files, {kind}: {found[kind]} of {wanted[kind]}")
    print(f"made files: {blocked} of {clean} clean ones blocked, {passed} of {dirty} others let through")
    for suffix in sorted(files):
        print(f"speed {suffix}: {files[suffix] / seconds[suffix]:.0f} files/s")


def _count(paper, findings, wanted, found) -> None:
    values = {(finding.kind, finding.value) for finding in findings if finding.severity != INFO}
    for kind, value in paper.planted:
        wanted[kind] += 1
        if kind == "rounded":
            found[kind] += any(
                name == "id_number" and abs(int(other) - int(value)) <= 1000 for name, other in values
            )
        else:
            found[kind] += (kind, value) in values


def measure_real_texts() -> None:
    total, blocked, letters, size = Counter(), Counter(), 0, 0
    began = time.perf_counter()
    for corpus, title, blocks, length in _real_texts():
        findings = check_blocks(blocks, shipped(), title=title)
        total[corpus] += 1
        letters += length
        size += 1
        if is_blocked(findings):
            blocked[corpus] += 1
            _list_false(corpus, title, findings)
    for corpus in total:
        print(f"real texts, {corpus}: {blocked[corpus]} of {total[corpus]} blocked")
    if size:
        print(
            f"real texts: {blocked.total()} of {size} blocked ({100 * blocked.total() / size:.2f} %), "
            f"{letters / (time.perf_counter() - began) / 1e6:.2f} million characters/s"
        )


def _real_texts():
    for path in sorted(DATA.glob("gov-docs/*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text = next((row[key] for key in BODY if isinstance(row.get(key), str) and row[key]), "")
            yield path.parent.name, row.get("title") or "", _blocks(text), len(text)
    for path in sorted(DATA.glob("open-data/penalties/*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield path.stem, row["名称"], _blocks(row["内容"]), len(row["内容"])


def _blocks(text: str):
    if text.lstrip()[:1] == "<":
        return list(html_blocks(text, words="正文", part="body"))
    return [Text(line, Place("正文", "body")) for line in text.splitlines() if line.strip()]


def measure_real_files() -> None:
    files = [
        path
        for folder in ("open-data", "gov-docs")
        for path in sorted((DATA / folder).rglob("*"))
        if path.suffix in {".csv", ".xlsx", ".txt", ".md", ".json"} and "penalties" not in path.parts
    ]
    blocked, began = 0, time.perf_counter()
    for path in files:
        findings = check_path(path, path.name, shipped())
        if is_blocked(findings):
            blocked += 1
            _list_false("files", path.name, findings)
    if files:
        size = sum(path.stat().st_size for path in files) / 1e6
        print(
            f"real files: {blocked} of {len(files)} blocked, {size / (time.perf_counter() - began):.1f} MB/s"
        )


def _list_false(corpus: str, title: str, findings) -> None:
    if "--false" not in sys.argv:
        return
    for finding in findings:
        if finding.severity == "block":
            print(f"  {corpus} | {title[:24]} | {finding.kind} | {' '.join(finding.excerpt.split())[:80]}")


if __name__ == "__main__":
    main()

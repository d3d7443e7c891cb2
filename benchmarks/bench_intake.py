"""Papers per second and peak memory of taking in an archive, beside plain Wagtail page creation. Prints one line.

.venv/bin/python benchmarks/bench_intake.py [SIZE ...]      (DATABASE_URL for PostgreSQL: an empty database)

Each measurement is a process of its own, so that its peak memory is its own: reading a .jsonl of papers of about 3 KB,
drafts, one approval for each batch of 5,000, the door, the lists. Plain Wagtail makes the same papers page by page
(`add_child`, `save_revision`, publish by its own action), with our guards down and nothing of the record written.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.setup import fresh_database

SENTENCE = "为进一步规范信息公开工作，现将有关事项通知如下，请各单位结合实际认真贯彻执行。"
WAYS = ("intake", "wagtail")


def paper(number: int) -> dict:
    paragraphs = "".join(f"<p>{place}．{SENTENCE * 3}</p>" for place in range(1, 9))
    return {
        "title": f"关于做好第{number}项档案工作的通知",
        "doc_number": f"旧发〔{1990 + number % 30}〕{number + 1}号",
        "issue_date": f"{1990 + number % 30}-03-{number % 28 + 1:02d}",
        "publish_date": f"{1990 + number % 30}-04-01",
        "url": f"http://old.example/{number}.html",
        "content_html": paragraphs,
    }


def take(city, size: int, folder: Path) -> float:
    from gongkai.documents.intake.reading import Reader
    from gongkai.documents.intake.staging import approve_now, take_in

    source = folder / "papers.jsonl"
    with source.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(paper(number), ensure_ascii=False) + "\n" for number in range(size))
    options = {"unit": city.unit.code, "column": "policy", "matter": city.matter.code, "kind": "document"}
    started = time.perf_counter()
    reader = Reader(paths=[source], options=options)
    result = take_in(candidates=reader.items(), name="bench", source_name="bench", author=city.clerk)
    assert approve_now(name="bench", person=city.office) == size, result.unplaced[:3]
    return time.perf_counter() - started


def plain(city, size: int, folder: Path) -> float:
    from wagtail.actions.publish_revision import PublishRevisionAction
    from wagtail.models import Page, Revision

    from gongkai.core import guards
    from gongkai.documents.models import Document
    from gongkai.documents.models.pages import PublishablePage

    guards.drop_guards()
    PublishablePage._register = lambda page: None
    PublishablePage.save_revision, PublishablePage.get_lock = Page.save_revision, lambda page: None
    home = Page.objects.get(pk=city.unit_home.pk)
    started = time.perf_counter()
    for number in range(size):
        values = paper(number)
        page = Document(
            title=values["title"],
            unit=city.unit,
            column=city.column,
            matter=city.matter,
            document_number=values["doc_number"],
            written_on=values["issue_date"],
            body=[("text", values["content_html"])],
        )
        home.add_child(instance=page)
        revision = page.save_revision()
        PublishRevisionAction(revision).execute(skip_permission_checks=True)
    assert Revision.objects.count() >= size
    return time.perf_counter() - started


def measure(way: str, size: int) -> None:
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder, fresh_database(folder):
        from tests.factories import City

        seconds = {"intake": take, "wagtail": plain}[way](City(), size, Path(folder))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"rate": size / seconds, "peak": peak}))


def main(sizes: list[int]) -> None:
    parts = []
    for size in sizes:
        found = {}
        for way in WAYS:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.bench_intake", way, str(size)],
                stdout=subprocess.PIPE, text=True, check=True, env=os.environ,
            )  # fmt: skip
            found[way] = json.loads(done.stdout.splitlines()[-1])
        ours, theirs = found["intake"], found["wagtail"]
        parts.append(
            f"{size:,} papers: {ours['rate']:.0f}/s, peak {ours['peak']:.0f} MB"
            f" (plain Wagtail pages {theirs['rate']:.0f}/s, {theirs['peak']:.0f} MB)"
        )
    print("intake " + "; ".join(parts))


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in WAYS:
        measure(sys.argv[1], int(sys.argv[2]))
    else:
        main([int(value) for value in sys.argv[1:]] or [1000, 10_000])

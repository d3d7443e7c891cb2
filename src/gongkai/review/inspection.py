"""What the checks say of one thing: its text, its fields and every file, under the lists of today.

Texts are checked in this process; files, which may be hostile, in another one, and only once for the same bytes.
"""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import import_module
from itertools import chain

from django.conf import settings
from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.core.files import blob_path
from gongkai.core.hashes import form_files
from gongkai.core.models import Thing
from gongkai.review import apart
from gongkai.review.checking.completeness import missing_elements
from gongkai.review.checking.engine import check_blocks
from gongkai.review.checking.finding import BLOCK, WARN, Finding
from gongkai.review.checking.rulebook import Rulebook
from gongkai.review.findings import Kept, keep, kept_from
from gongkai.review.links import dead_links
from gongkai.review.models import Clearance, FileCheck, Lifting
from gongkai.review.reading.forms import form_blocks
from gongkai.review.reading.structure import body_structure

MOST_KEPT = 2000
PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|bmp|tiff?)$", re.I)
WORKERS, LONGEST = 2, 120  # Seconds that one file may take while somebody waits.


@dataclass(frozen=True)
class Inspection:
    """`liftings` are those of the thing, by mark; a finding that one of them grants does not block."""

    rules_key: str
    findings: list[Kept]
    liftings: dict[str, Lifting]

    @cached_property
    def blocking(self) -> list[Kept]:
        return [each for each in self.findings if each.severity == BLOCK and not self.is_lifted(each)]

    @cached_property
    def warnings(self) -> list[Kept]:
        return [each for each in self.findings if each.severity == WARN]

    @cached_property
    def lifted(self) -> list[Kept]:
        return [each for each in self.findings if each.severity == BLOCK and self.is_lifted(each)]

    def is_lifted(self, finding: Kept) -> bool:
        lifting = self.liftings.get(finding.mark)
        return lifting is not None and lifting.state == Lifting.State.GRANTED

    @property
    def sentences(self) -> list[str]:
        return [
            f"{' '.join(part for part in (each.source_name, each.where) if part)}：{each.message}"
            for each in self.blocking
        ]


def inspect(*, thing: Thing | None, form: dict, rulebook: Rulebook, words: dict | None = None) -> Inspection:
    """`words`: what becomes public beside the form, such as the reason of a correction."""
    said = check_text(form | (words or {}), rulebook)
    elements = (form.get("matter") or {}).get("elements", [])
    findings = [keep(each) for each in (*said, *missing_elements(form, elements), *dead_links(form))]
    for item in form_files(form):
        findings += findings_of_file(item["sha256"], name=item["name"], rulebook=rulebook)
    return Inspection(rules_key=rulebook.key, findings=findings, liftings=_liftings(thing))


def inspection_of(thing: Thing, content_hash: str) -> Inspection | None:
    """What the reviewers of a submission see: the findings of its clearance."""
    clearance = Clearance.objects.filter(content_hash=content_hash).order_by("-id").first()
    if clearance is None:
        return None
    return Inspection(
        rules_key=clearance.rules_key, findings=kept_from(clearance.findings), liftings=_liftings(thing)
    )


def check_text(form: dict, rulebook: Rulebook) -> list[Finding]:
    blocks = chain(form_blocks(form), body_structure(form))
    return check_blocks(blocks, rulebook, title=str(form.get("title", "")))


def findings_of_file(sha256: str, *, name: str, rulebook: Rulebook) -> list[Kept]:
    done = FileCheck.objects.filter(sha256=sha256, rules_key=rulebook.key).first()
    if done is None:
        kept = [each.as_dict() for each in _bounded(_check_blob(sha256, name, rulebook), sha256, name)]
        done, _made = FileCheck.objects.get_or_create(
            sha256=sha256, rules_key=rulebook.key, defaults={"findings": kept}
        )
    return kept_from(done.findings, source_name=name)


def raw_findings_of_file(sha256: str, *, name: str, rulebook: Rulebook) -> list[Finding]:
    """With their values, for the mask that is made next. Raises BadFile."""
    arguments = {"path": str(blob_path(sha256)), "name": name, "rules": rulebook.as_dict()}
    return [Finding(**row) for row in run_task("check", arguments)["findings"]]


def run_task(task: str, arguments: dict) -> dict:
    """Apart from this process, which no file can then take down; in the tests within it, where nothing is hostile."""
    if settings.FILES_APART:
        return _workers(os.getpid()).run(task, arguments)
    module, name = apart.TASKS[task].split(":")
    return getattr(import_module(module), name)(arguments)


@cache
def _workers(process: int) -> apart.Workers:
    """Children kept for the next file; they end with this process."""
    return apart.Workers(WORKERS, seconds=LONGEST)


def _check_blob(sha256: str, name: str, rulebook: Rulebook) -> list[Finding]:
    try:
        return raw_findings_of_file(sha256, name=name, rulebook=rulebook)
    except BadFile as error:
        return [Finding(kind="unreadable", severity=BLOCK, where=_("整个文件"), message=str(error))]


def _bounded(findings: Iterable[Finding], source: str, name: str) -> list[Kept]:
    """A list of ten thousand people is stopped by its first two thousand as well. What stands in a picture no mask ends."""
    kept = [keep(each, source=source) for each in findings]
    if PICTURE.search(name):
        kept = [replace(each, masked="") for each in kept]
    kept.sort(key=lambda each: each.severity != BLOCK)
    return kept[:MOST_KEPT]


def _liftings(thing: Thing | None) -> dict[str, Lifting]:
    if thing is None:
        return {}
    rows = thing.liftings.exclude(state=Lifting.State.REFUSED).select_related("asked_by", "decided_by")
    return {mark: row for row in rows for mark in row.marks}


def inspect_members(members: list, rulebook: Rulebook) -> list[str]:
    """Members of a batch that have no clearance yet are checked and cleared; sentences about those that are blocked.

    What the checks cannot read stands among the batch's doubts: the office's yes to the batch confirms it.
    """
    hashes = [member.content_hash for member in members]
    cleared = Clearance.objects.filter(content_hash__in=hashes, rules_key=rulebook.key)
    known, made, problems = set(cleared.values_list("content_hash", flat=True)), [], []
    for member in members:
        if member.content_hash in known:
            continue
        form = json.loads(member.form)
        inspection = inspect(thing=Thing(pk=member.thing_id), form=form, rulebook=rulebook)
        stopped = [each for each in inspection.blocking if each.kind != "unreadable"]
        if stopped:
            problems += [f"{form['title']} {each.where}：{each.message}" for each in stopped]
        else:
            made.append(
                Clearance(
                    thing_id=member.thing_id,
                    content_hash=member.content_hash,
                    rules_key=rulebook.key,
                    findings=[each.as_dict() for each in inspection.findings],
                )
            )
    Clearance.objects.bulk_create(made, ignore_conflicts=True)
    return problems

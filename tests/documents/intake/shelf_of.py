"""Candidates as a reader of an archive would give them."""

import hashlib
from datetime import date

from gongkai.core.actions import register_thing
from gongkai.documents.intake.candidate import Candidate, Origin
from gongkai.documents.intake.drafting import Drafting
from gongkai.documents.intake.shelf import Shelf
from gongkai.documents.models import Intake, IntakeItem


def candidate(city, number: int = 1, **changes) -> Candidate:
    values = {
        "where": f"docs.jsonl 第 {number} 行",
        "key": hashlib.sha256(f"old-{number}".encode()).hexdigest(),
        "digest": hashlib.sha256(f"text-{number}".encode()).hexdigest(),
        "kind": "document",
        "title": f"关于第{number}件旧事的通知",
        "unit_code": city.unit.code,
        "column_code": "policy",
        "matter_code": city.matter.code,
        "blocks": [{"type": "text", "html": f"<p>第{number}件旧事的正文。</p>"}],
        "origin": Origin(
            name="老网站",
            url=f"http://old.example/{number}.html",
            published_on=date(2018, 3, 1),
            index_number=f"old/{number}",
        ),
        "written_on": date(2018, 2, 20),
        "genre": "notice",
        "document_number": f"旧发〔2018〕{number}号",
        "topic": "综合政务\\政务公开",
    } | changes
    return Candidate(**values)


def staged(city, *candidates: Candidate) -> Intake:
    """A batch on which papers lie, not yet submitted: as a run leaves it that was stopped before its end."""
    intake = Intake.objects.create(name="停下的", source_name="老网站", unit=city.unit, made_by=city.clerk)
    register_thing(kind="intake", object_id=intake.pk)
    items = Drafting(shelf=Shelf(author=city.clerk), author=city.clerk, prepared={}).draft(list(candidates))
    for position, item in enumerate(items):
        item.intake, item.position = intake, position
    IntakeItem.objects.bulk_create(items)
    return intake

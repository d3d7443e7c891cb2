"""Grow a corpus by bulk insert, past the door: only for measuring, in a database that is thrown away."""

import json
import secrets
from datetime import date, timedelta

from django.utils import timezone

from gongkai.core import guards
from gongkai.core.door import GENESIS, chain_digest
from gongkai.core.models import Approval, Event, Record, Salt, Thing, Version
from gongkai.core.text import canonical_json
from gongkai.documents.models import PublishedPaper

BODY = "<p>" + "为进一步规范信息公开工作，现将有关事项通知如下，请各单位认真贯彻执行。" * 12 + "</p>"


def grow(city, total: int, *, chunk: int = 2000) -> None:
    """Add documents until `total` are public, each with its three approvals, event, version and record."""
    have = PublishedPaper.objects.count()
    guards.drop_guards()
    try:
        while have < total:
            count = min(chunk, total - have)
            _add(city, have, count)
            have += count
    finally:
        guards.create_guards()


def _add(city, start: int, count: int) -> None:
    numbers = range(start, start + count)
    things = Thing.objects.bulk_create(
        Thing(kind="document", object_id=10_000_000 + n, index_number=f"bench/{n}", approvals_required=3)
        for n in numbers
    )
    at = {n: timezone.now() - timedelta(minutes=n) for n in numbers}
    events = Event.objects.bulk_create(
        Event(
            thing=thing,
            act="publish",
            actor=city.office,
            revision_id=10_000_000 + n,
            content_hash=f"{n:064x}",
            request_key=f"bench:{n}",
            at=at[n],
        )
        for n, thing in zip(numbers, things, strict=True)
    )
    people = {"initial": city.section, "second": city.signatory, "final": city.office}
    Approval.objects.bulk_create(
        Approval(thing=thing, stage=stage, content_hash=f"{n:064x}", person=person)
        for n, thing in zip(numbers, things, strict=True)
        for stage, person in people.items()
    )
    forms = [_form(city, n) for n in numbers]
    versions = Version.objects.bulk_create(
        Version(event=event, thing=event.thing, number=1, form=canonical_json(form))
        for event, form in zip(events, forms, strict=True)
    )
    _add_records(events)
    Salt.objects.bulk_create(Salt(event=event, value=secrets.token_hex(32)) for event in events)
    for thing, event in zip(things, events, strict=True):
        thing.state, thing.newest_event, thing.revision_id = "public", event, event.revision_id
    Thing.objects.bulk_update(things, ["state", "newest_event", "revision_id"], batch_size=500)
    PublishedPaper.objects.bulk_create(
        _row(city, n, version, form) for n, version, form in zip(numbers, versions, forms, strict=True)
    )


def _form(city, n: int) -> dict:
    return {
        "form": 1,
        "kind": "document",
        "index_number": f"bench/{n}",
        "language": "zh-Hans",
        "title": f"关于做好第{n}项工作的通知",
        "unit": {"code": city.unit.code, "name": city.unit.name},
        "column": {"code": "policy", "title": "政策文件"},
        "matter": None,
        "source": "",
        "written_on": "2026-01-05",
        "keywords": [],
        "summary": "",
        "body": [{"type": "text", "html": BODY}],
        "files": [],
        "document": {
            "genre": "notice",
            "genre_label": "通知",
            "issuer": {"code": city.unit.code, "name": city.unit.name},
            "co_issuers": "",
            "number": f"测发〔2026〕{n + 1}号",
            "topic": "",
            "disclosure": "主动公开",
            "effective_on": None,
            "expires_on": None,
            "validity": "in_force",
        },
    }


def _add_records(events) -> None:
    last = Record.objects.order_by("-number").first()
    number, previous = (last.number, last.digest) if last else (0, GENESIS)
    rows = []
    for event in events:
        number += 1
        leaf = json.dumps({"bench": event.pk})
        digest = chain_digest(previous, leaf)
        rows.append(Record(number=number, event=event, leaf=leaf, previous=previous, digest=digest))
        previous = digest
    Record.objects.bulk_create(rows)


def _row(city, n: int, version, form: dict) -> PublishedPaper:
    at = version.event.at
    return PublishedPaper(
        thing_id=version.thing_id,
        version=version,
        event_id=version.event_id,
        kind="document",
        genre="notice",
        title=form["title"],
        unit=city.unit,
        issuer=city.unit,
        issuer_name=city.unit.name,
        document_number=form["document"]["number"],
        column=city.column,
        matter=city.matter,
        written_on=date(2026, 1, 5),
        validity="in_force",
        first_published_at=at,
        changed_at=at,
    )

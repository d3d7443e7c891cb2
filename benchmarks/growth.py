"""Grow a corpus by bulk insert, past the door: only for measuring, in a database that is thrown away."""

import json
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from django.utils import timezone

from gongkai.core import guards
from gongkai.core.door import GENESIS, chain_digest
from gongkai.core.models import Approval, Event, Record, Salt, Thing, Version
from gongkai.core.text import canonical_json
from gongkai.documents.models import PublishedPaper

BODY = "<p>" + "为进一步规范信息公开工作，现将有关事项通知如下，请各单位认真贯彻执行。" * 12 + "</p>"
TEXTS: list[tuple[str, str]] = []  # titles with texts to be used in turn, where a measurement needs real ones
KINDS = ["document"] * 17 + ["interpretation"] + ["news"] * 2
GENRES = ["notice"] * 5 + [
    "opinion",
    "decision",
    "announcement",
    "proclamation",
    "reply",
    "letter",
    "minutes",
]
VALIDITIES = ["in_force"] * 6 + ["amended", "repealed", "lapsed"]
TOPICS = [
    f"{first}\\{second}"
    for first in (
        "综合政务",
        "财政、金融、审计",
        "城乡建设、环境保护",
        "科技、教育",
        "工业、交通",
        "国土资源、能源",
        "农业、林业、水利",
    )
    for second in ("政务公开", "规划", "其他")
]
BUREAUS = (
    "教育局",
    "公安局",
    "民政局",
    "司法局",
    "交通运输局",
    "水利局",
    "商务局",
    "审计局",
    "统计局",
    "医疗保障局",
    "林业局",
)


@dataclass
class Spread:
    """Over what the papers are spread, so that filters have something to tell apart."""

    units: list
    columns: list
    matters: list

    def __init__(self, city):
        """Two of three papers in the column itself, the rest in three below it; one of three with the bureau."""
        from tests.factories import MatterFactory, UnitFactory

        self.units = [city.unit] * 5 + [UnitFactory(name=f"某市{name}") for name in BUREAUS]
        below = [city.make_column(f"below-{n}", f"下级栏目{n}", parent_column=city.column) for n in (1, 2, 3)]
        self.columns = [city.column] * 6 + below
        self.matters = [city.matter, *MatterFactory.create_batch(40)]

    def of(self, n: int) -> dict:
        """Strides without a common divisor: every combination comes about."""
        kind = KINDS[n * 7 % len(KINDS)]
        is_document = kind == "document"
        return {
            "kind": kind,
            "unit": self.units[n % len(self.units)],
            "column": self.columns[n // 3 % len(self.columns)],
            "matter": self.matters[n // 2 % len(self.matters)],
            "genre": GENRES[n // 5 % len(GENRES)] if is_document else {"news": "news"}.get(kind, "text"),
            "topic": TOPICS[n // 11 % len(TOPICS)] if is_document else "",
            "validity": VALIDITIES[n // 13 % len(VALIDITIES)] if is_document else "",
            "written_on": date(2026, 11, 1) - timedelta(days=n * 37 % 5500),
        }


def grow(city, total: int, *, chunk: int = 2000) -> None:
    """Add papers until `total` are public, each with its three approvals, event, version and record."""
    if not hasattr(city, "spread"):
        city.spread = Spread(city)
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
    values = {n: city.spread.of(n) for n in numbers}
    things = Thing.objects.bulk_create(
        Thing(
            kind=values[n]["kind"],
            object_id=10_000_000 + n,
            index_number=f"bench/{n}",
            approvals_required=3,
        )
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
    forms = [_form(n, values[n]) for n in numbers]
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
        _row(values[n], version, form) for n, version, form in zip(numbers, versions, forms, strict=True)
    )


def _form(n: int, values: dict) -> dict:
    unit, column = values["unit"], values["column"]
    title, text = TEXTS[n % len(TEXTS)] if TEXTS else ("", "")
    named = {"code": unit.code, "name": unit.name}
    form = {
        "form": 1,
        "kind": values["kind"],
        "index_number": f"bench/{n}",
        "language": "zh-Hans",
        "title": (title or f"关于做好第{n}项工作的通知")[:200],
        "unit": named,
        "column": {"code": column.code, "title": column.title},
        "matter": None,
        "source": "",
        "written_on": values["written_on"].isoformat(),
        "keywords": [],
        "summary": "",
        "body": [{"type": "text", "html": f"<p>{escape(text)}</p>" if text else BODY}],
        "files": [],
    }
    if values["kind"] == "document":
        form["document"] = {
            "genre": values["genre"],
            "genre_label": "通知",
            "issuer": named,
            "co_issuers": "",
            "number": f"测发〔2026〕{n + 1}号",
            "topic": values["topic"],
            "disclosure": "主动公开",
            "effective_on": None,
            "expires_on": None,
            "validity": values["validity"],
        }
    return form


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


def _row(values: dict, version, form: dict) -> PublishedPaper:
    at = version.event.at
    return PublishedPaper(
        thing_id=version.thing_id,
        version=version,
        event_id=version.event_id,
        title=form["title"],
        issuer=values["unit"],
        issuer_name=form["unit"]["name"],
        document_number=form.get("document", {}).get("number", ""),
        first_published_at=at,
        changed_at=at,
        **values,
    )

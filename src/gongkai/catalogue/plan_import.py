"""Taking a plan in: one transaction, from the text to rows. What was read before is left as it is."""

from dataclasses import asdict, dataclass

from django.db import transaction

from gongkai.catalogue.matching import Match, match_names
from gongkai.catalogue.models import ClauseLimit, ClauseUnit, Plan, PlanChapter, PlanClause, PlanReading
from gongkai.catalogue.plan import Chapter, Clause, ReadPlan, read_plan
from gongkai.core import audit
from gongkai.core.actions import register_thing
from gongkai.core.locks import hold_door
from gongkai.core.models import Thing, ThingState
from gongkai.core.text import canonical_json, sha256_hex
from gongkai.units.models import Role
from gongkai.units.rules import only


@dataclass(frozen=True)
class Imported:
    read: ReadPlan
    reading: PlanReading
    is_new: bool
    matches: dict[str, Match]

    @property
    def to_check(self) -> list[tuple[str, str]]:
        """Names whose unit a person should look at, with why."""
        return [(name, match.note) for name, match in self.matches.items() if match.note]


@transaction.atomic
def import_plan(*, text: str, source_name: str, actor=None) -> Imported:
    """Read a plan and keep the reading. The newest reading of the same content is found again and nothing changes;
    another content of a plan known by its title is its next reading, and the earlier ones stay.

    `actor` None is the command line. Nothing becomes public by this: the office submits the reading for review.
    """
    only(actor, Role.OFFICE)
    read = read_plan(text)
    hold_door()
    matches = match_names(_names(read), title=read.title, day=read.date)
    digest = _digest(read, matches)
    plan = _plan(read.title)
    newest = plan.readings.order_by("-number").first() if plan else None
    if newest and newest.digest == digest:
        return Imported(read, newest, False, matches)
    plan = plan or _new_plan(read.title)
    reading = _keep(read, plan, (newest.number if newest else 0) + 1, digest, text, source_name, actor)
    _keep_chapters(reading, read, matches)
    audit.record(user=actor, action="plan.import", target=read.title, detail=source_name)
    return Imported(read, reading, True, matches)


def _names(read: ReadPlan) -> list[str]:
    names = [name for clause in read.clauses for name in (*clause.lead, *clause.supporting)]
    return list(dict.fromkeys(names))


def _digest(read: ReadPlan, matches: dict[str, Match]) -> str:
    units = {
        name: [match.unit.code if match.unit else "", match.unit_class, match.note]
        for name, match in matches.items()
    }
    content = asdict(read) | {"date": read.date.isoformat() if read.date else None, "units": units}
    return sha256_hex("gongkai plan v1\n" + canonical_json(content))


def _plan(title: str) -> Plan | None:
    """A withdrawn plan is over: the same title is then another plan."""
    withdrawn = Thing.objects.filter(kind="plan", state=ThingState.WITHDRAWN).values("object_id")
    return Plan.objects.filter(title=title).exclude(pk__in=withdrawn).order_by("-id").first()


def _new_plan(title: str) -> Plan:
    plan = Plan.objects.create(title=title)
    register_thing(kind="plan", object_id=plan.pk)
    return plan


def _keep(read, plan, number, digest, text, source_name, actor) -> PlanReading:
    return PlanReading.objects.create(
        plan=plan,
        number=number,
        digest=digest,
        source_name=source_name[:200],
        source=text,
        document_number=read.document_number,
        written_on=read.date,
        citations=read.citations,
        preamble="\n".join(read.preamble),
        repairs=[asdict(repair) for repair in read.repairs],
        unsure=[asdict(doubt) for doubt in read.unsure],
        imported_by=actor,
    )


def _keep_chapters(reading: PlanReading, read: ReadPlan, matches: dict[str, Match]) -> None:
    limits = {}
    for limit in read.limits:
        limits.setdefault(limit.clause, []).append(limit)
    for chapter in read.chapters:
        row = _chapter_row(reading, chapter)
        for position, clause in enumerate(chapter.clauses):
            kept = PlanClause.objects.create(
                chapter=row, position=position, number=clause.number, title=clause.title, text=clause.text
            )
            ClauseUnit.objects.bulk_create(_unit_rows(kept, clause, matches))
            ClauseLimit.objects.bulk_create(
                ClauseLimit(clause=kept, position=place, text=limit.text, sentence=limit.sentence)
                for place, limit in enumerate(limits.get(clause.number, []))
            )


def _chapter_row(reading: PlanReading, chapter: Chapter) -> PlanChapter:
    return PlanChapter.objects.create(
        reading=reading, number=chapter.number, title=chapter.title, text=chapter.text
    )


def _unit_rows(kept: PlanClause, clause: Clause, matches: dict[str, Match]) -> list[ClauseUnit]:
    listed = ((ClauseUnit.Kind.LEAD, clause.lead), (ClauseUnit.Kind.SUPPORTING, clause.supporting))
    return [
        ClauseUnit(
            clause=kept,
            kind=kind,
            position=position,
            name=name,
            unit=matches[name].unit,
            unit_class=matches[name].unit_class,
            note=matches[name].note,
        )
        for kind, names in listed
        for position, name in enumerate(names)
    ]

"""Reads of the desk: what a form offers, and the list of papers with where each stands."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from gongkai.catalogue.clauses import CLAUSES
from gongkai.core.kinds import kind_of
from gongkai.core.models import Thing, ThingState
from gongkai.documents.importing.numbers import normalise_document_number
from gongkai.documents.models import (
    PAPER_MODELS,
    SITE_MODELS,
    Column,
    Document,
    Intake,
    IntakeItem,
    Interpretation,
    PublishedPaper,
    UnitHome,
)
from gongkai.review.models import Submission, SubmissionState
from gongkai.units.models import Role, Unit
from gongkai.units.rules import is_auditor, is_office, unit_ids

PAPER_KINDS = [model.kind_name for model in PAPER_MODELS]


def is_public_column() -> Q:
    return Q(pk__in=Thing.objects.filter(kind="column", state=ThingState.PUBLIC).values("object_id"))


def column_choices(columns) -> list:
    rows = columns.select_related("parent_column").order_by("position", "title")
    named = [
        (row.pk, f"{row.parent_column.title} / {row.title}" if row.parent_column else row.title)
        for row in rows
    ]
    return [("", _("请选择")), *named]


def matter_choices(matters) -> list:
    """Under the clauses of the plan; each option begins with its own number, so a number finds it too."""
    groups: dict[str, list] = {}
    for matter in matters.order_by("code"):
        clause = f"{matter.clause} {CLAUSES.get(matter.clause, matter.topic)}"
        groups.setdefault(clause, []).append((matter.pk, f"{matter.code} {matter}"))
    return [("", _("请选择")), *groups.items()]


def possible_issuers(unit: Unit):
    """The unit itself, those above it, and those whose duties it took over."""
    ids, above = {unit.pk}, unit.parent
    while above is not None and above.pk not in ids:
        ids.add(above.pk)
        above = above.parent
    waiting = [unit.pk]
    while waiting:
        before = Unit.objects.filter(successions__successor_id__in=waiting).exclude(pk__in=ids)
        waiting = list(before.values_list("pk", flat=True))
        ids.update(waiting)
    return Unit.objects.filter(pk__in=ids).prefetch_related("names")


def same_public_number(*, number: str, issuer_id: int, but: int) -> str | None:
    public = PublishedPaper.objects.filter(issuer_id=issuer_id, document_number=number)
    public = public.exclude(thing__kind="document", thing__object_id=but).select_related("thing").first()
    if public is None:
        return None
    values = {"number": number, "title": public.title, "index": public.thing.index_number}
    return _("发文字号 %(number)s 已经用在《%(title)s》（索引号 %(index)s）上，请核对。") % values


def same_document_number(*, number: str, issuer: Unit, unit: Unit, but: int) -> str | None:
    """A sentence when this issuer used the number already, in public or in another draft of the same unit."""
    if public := same_public_number(number=number, issuer_id=issuer.pk, but=but):
        return public
    drafts = Document.objects.filter(unit=unit, document_number=number).exclude(pk=but)
    drafts = drafts.filter(Q(issuer=issuer) | Q(issuer=None) if issuer == unit else Q(issuer=issuer))
    withdrawn = Thing.objects.filter(kind="document", object_id=OuterRef("pk"), state=ThingState.WITHDRAWN)
    draft = drafts.filter(~Exists(withdrawn)).first()
    if draft:
        values = {"number": number, "title": draft.draft_title}
        return _("发文字号 %(number)s 已经用在本单位的《%(title)s》上，请核对。") % values
    return None


@dataclass
class IntakeRow:
    intake: Intake
    thing: Thing
    count: int
    state: str

    @property
    def state_label(self):
        return DeskState.LABELS[self.state]


def intakes_for(user):
    """Batches of the user's own units; for the office what came to it or is public; for the auditor all."""
    intakes = Intake.objects.select_related("unit", "made_by").prefetch_related("unit__names")
    if is_auditor(user):
        return intakes
    own = Q(unit_id__in=unit_ids(user, Role.CLERK, Role.SECTION_REVIEWER, Role.UNIT_SIGNATORY))
    if is_office(user):
        came = Thing.objects.filter(kind="intake").filter(
            Q(submissions__office_sees=True) | Q(newest_event__isnull=False)
        )
        own |= Q(pk__in=came.values("object_id")) | Q(made_by=user)
    return intakes.filter(own)


def intake_rows(intakes) -> list[IntakeRow]:
    """In two queries however many."""
    intakes = list(intakes)
    things = Thing.objects.filter(kind="intake", object_id__in=[each.pk for each in intakes])
    by_id = {thing.object_id: thing for thing in things.annotate(submission_state=_newest_submission_state())}
    counts = dict(
        IntakeItem.objects.filter(intake__in=intakes)
        .order_by()
        .values_list("intake")
        .annotate(number=Count("pk"))
    )
    return [
        IntakeRow(
            intake=each,
            thing=(thing := by_id[each.pk]),
            count=counts.get(each.pk, 0),
            state=_state(thing.state, thing.submission_state),
        )
        for each in intakes
    ]


def items_of(intake: Intake, *, words: str = "", doubtful: bool = False):
    items = IntakeItem.objects.filter(intake=intake).select_related("thing").defer("form")
    if words:
        items = items.filter(Q(title__icontains=words) | Q(where__icontains=words))
    return (items.exclude(doubts=[]) if doubtful else items).order_by("position")


def is_waiting_in_intake(page) -> bool:
    return IntakeItem.objects.filter(
        thing__kind=page.kind_name, thing__object_id=page.pk, thing__state=ThingState.DRAFT
    ).exists()


def find_document(value: str, *, unit: Unit) -> Document | None:
    """By index number or document number: public ones, and the unit's own whether public or not."""
    public = Thing.objects.filter(kind="document", state__in=[ThingState.PUBLIC, ThingState.EXPIRED])
    allowed = Document.objects.filter(Q(unit=unit) | Q(pk__in=public.values("object_id")))
    thing = Thing.objects.filter(kind="document", index_number=value.strip()).first()
    if thing:
        return allowed.filter(pk=thing.object_id).first()
    number = normalise_document_number(value)
    listed = PublishedPaper.objects.filter(kind="document", document_number=number).values(
        "thing__object_id"
    )[:2]
    ids = {row["thing__object_id"] for row in listed}
    ids |= set(Document.objects.filter(unit=unit, document_number=number).values_list("pk", flat=True)[:2])
    return allowed.filter(pk__in=ids).first() if len(ids) == 1 else None


def recent_documents(unit: Unit) -> list[tuple[str, str]]:
    """(index number, title) of the unit's latest documents: suggestions, not the whole choice."""
    number = Thing.objects.filter(kind="document", object_id=OuterRef("pk")).values("index_number")
    rows = Document.objects.filter(unit=unit).order_by("-pk").annotate(number=Subquery(number))
    return list(rows.values_list("number", "draft_title")[:30])


def interpretations_of(page: Document) -> list:
    return list(Interpretation.objects.filter(interprets_id=page.pk).order_by("pk"))


class DeskState:
    """Where a paper stands, in the words of the list."""

    DRAFT, IN_REVIEW, RETURNED, APPROVED = "draft", "in_review", "returned", "approved"
    PUBLIC, WITHDRAWN, EXPIRED = "public", "withdrawn", "expired"
    LABELS = {
        DRAFT: gettext_lazy("草稿"),
        IN_REVIEW: gettext_lazy("审核中"),
        RETURNED: gettext_lazy("已退回"),
        APPROVED: gettext_lazy("待发布"),
        PUBLIC: gettext_lazy("已公开"),
        WITHDRAWN: gettext_lazy("已撤回"),
        EXPIRED: gettext_lazy("已失效"),
    }


@dataclass
class PaperRow:
    thing: Thing
    page: Page
    unit: Unit | None
    state: str

    @property
    def state_label(self):
        return DeskState.LABELS[self.state]

    @property
    def kind_label(self):
        return kind_of(self.thing).label

    @property
    def may_be_edited(self) -> bool:
        return self.state not in (DeskState.IN_REVIEW, DeskState.APPROVED, DeskState.WITHDRAWN)

    @property
    def may_be_deleted(self) -> bool:
        return self.may_be_edited and self.thing.newest_event_id is None


def papers_of(unit_ids: set[int] | None, *, state: str = "", kind: str = "", words: str = ""):
    """Things that are papers of these units (None: of all), newest change first; what waits in a batch is there."""
    pages = Page.objects.filter(_below(unit_ids)) if unit_ids is not None else Page.objects.all()
    if words:
        pages = pages.filter(draft_title__icontains=words)
    things = Thing.objects.filter(kind__in=[kind] if kind in PAPER_KINDS else PAPER_KINDS)
    changed = Page.objects.filter(pk=OuterRef("object_id")).values("latest_revision_created_at")
    things = things.filter(object_id__in=pages.values("pk")).annotate(
        changed_at=Subquery(changed), submission_state=_newest_submission_state()
    )
    things = things.exclude(state=ThingState.DRAFT, intake_item__isnull=False)
    if state in DeskState.LABELS:
        things = things.filter(_in_state(state))
    return things.order_by(F("changed_at").desc(nulls_last=True), "-pk")


def count_by_state(unit_ids: set[int] | None) -> dict[str, int]:
    counts = dict.fromkeys(DeskState.LABELS, 0)
    for state, submission_state in papers_of(unit_ids).order_by().values_list("state", "submission_state"):
        counts[_state(state, submission_state)] += 1
    return counts


def _below(unit_ids: set[int]) -> Q:
    """Papers stand in the tree below their unit's home page."""
    condition = Q(pk__in=[])
    for path in UnitHome.objects.filter(unit_id__in=unit_ids).values_list("path", flat=True):
        condition |= Q(path__startswith=path, depth=len(path) // Page.steplen + 1)
    return condition


def _newest_submission_state():
    return Subquery(Submission.objects.filter(thing=OuterRef("pk")).order_by("-id").values("state")[:1])


OPEN = {SubmissionState.IN_REVIEW: DeskState.IN_REVIEW, SubmissionState.APPROVED: DeskState.APPROVED}


def _state(thing_state: str, submission_state: str | None) -> str:
    if submission_state in OPEN:
        return OPEN[submission_state]
    if submission_state == SubmissionState.RETURNED and thing_state in (ThingState.DRAFT, ThingState.PUBLIC):
        return DeskState.RETURNED
    return thing_state


def _in_state(state: str) -> Q:
    if state in OPEN.values():
        return Q(submission_state=next(key for key, value in OPEN.items() if value == state))
    returned = Q(submission_state=SubmissionState.RETURNED, state__in=[ThingState.DRAFT, ThingState.PUBLIC])
    if state == DeskState.RETURNED:
        return returned
    not_elsewhere = Q(submission_state=None) | ~(Q(submission_state__in=list(OPEN)) | returned)
    return Q(state=state) & not_elsewhere


def paper_rows(things) -> list[PaperRow]:
    """The rows of one page of the list, in three queries however long it is."""
    things = list(things)
    pages = Page.objects.in_bulk([thing.object_id for thing in things])
    parents = {page.path[: -Page.steplen] for page in pages.values()}
    homes = UnitHome.objects.filter(path__in=parents).select_related("unit").prefetch_related("unit__names")
    units = {home.path: home.unit for home in homes}
    return [
        PaperRow(
            thing=thing,
            page=(page := pages[thing.object_id]),
            unit=units.get(page.path[: -Page.steplen]),
            state=_state(thing.state, thing.submission_state),
        )
        for thing in things
    ]


def site_groups() -> list[tuple]:
    """(label, rows) of the site's own pages: home, columns in their order, unit pages."""
    groups = []
    for model in SITE_MODELS:
        order = {Column: ["position", "title"]}.get(model, ["path"])
        ids = list(model.objects.order_by(*order).values_list("pk", flat=True))
        things = Thing.objects.filter(kind=model.kind_name, object_id__in=ids)
        things = things.annotate(submission_state=_newest_submission_state())
        rows = paper_rows(sorted(things, key=lambda thing: ids.index(thing.object_id)))
        groups.append((model._meta.verbose_name, rows))
    return groups


def desk_state(thing: Thing) -> str:
    newest = Submission.objects.filter(thing=thing).order_by("-id").values_list("state", flat=True).first()
    return _state(thing.state, newest)

"""From candidates to a batch that waits for the office: in small transactions, safe to stop and to run again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.core import audit
from gongkai.core.actions import register_thing
from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.models import Thing, ThingState
from gongkai.documents.intake.candidate import Candidate, Unplaced
from gongkai.documents.intake.drafting import Drafting
from gongkai.documents.intake.kind import MODEL_OF_KIND
from gongkai.documents.intake.screening import Screening
from gongkai.documents.intake.shelf import Shelf
from gongkai.documents.models import Intake, IntakeItem
from gongkai.review import actions as review
from gongkai.review.models import OPEN_STATES, Submission, SubmissionState
from gongkai.review.rules import may_see
from gongkai.units.models import Role, User
from gongkai.units.rules import current_posts, is_office

AT_A_TIME = 100
LARGEST_BATCH = 5000  # The door is held while one batch goes through it: a few seconds at this size.


@dataclass
class TakenIn:
    """`placed` are (where, index number); `already` says where a paper stands that was taken in before."""

    batches: list[Intake] = field(default_factory=list)
    placed: list[tuple[str, str]] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)


def take_in(
    *,
    candidates: Iterable[Candidate | Unplaced],
    name: str,
    source_name: str,
    author: User,
    progress: Callable[[int], None] | None = None,
) -> TakenIn:
    """Make a draft of every candidate and put it on the batch of that name; then submit the batch to the office.

    What was taken in before is left alone, so a second run goes on where the first stopped. Nothing is public by this.
    """
    unit = _unit_of(author)
    _check_name(Intake.objects.filter(name=name).first(), unit, author)
    result, shelf, screening = TakenIn(), Shelf(author=author), Screening()
    waiting = iter(candidates)
    while chunk := list(islice(waiting, AT_A_TIME)):
        sound = _screened(chunk, shelf, screening)
        _take_chunk(
            sound,
            name=name,
            source_name=source_name,
            unit=unit,
            author=author,
            shelf=shelf,
            screening=screening,
            result=result,
        )
        if progress:
            progress(len(chunk))
    result.batches = list(Intake.objects.filter(name=name).order_by("part"))
    for intake in result.batches:
        _submit(intake, author)
    return result


def approve_now(*, name: str, person: User) -> int:
    """The office's yes to every batch of that name that waits for it; how many papers became public."""
    public = 0
    for intake in Intake.objects.filter(name=name).order_by("part"):
        waiting = Submission.objects.filter(thing=intake.thing, state=SubmissionState.IN_REVIEW).first()
        if waiting is None:
            continue
        done = review.approve(submission=waiting, person=person)
        if done.state != SubmissionState.PUBLISHED:
            raise Refused(done.comment or _("这一批没有公开。"))
        public += intake.items.count()
    return public


@transaction.atomic
def drop_item(*, item: IntakeItem, actor: User) -> None:
    """Take one paper off a batch that is not with the office, and throw its draft away; its number is not given again."""
    intake = Intake.objects.select_for_update().get(pk=item.intake_id)
    thing = Thing.objects.select_for_update().get(pk=item.thing_id)
    if actor.pk != intake.made_by_id and not (is_office(actor) and may_see(actor, intake.thing)):
        raise NotAllowed(_("只有入库的人和政务公开办能从批次里去掉信息。"))
    if Submission.objects.filter(thing=intake.thing, state__in=OPEN_STATES).exists():
        raise Refused(_("这一批正在审核，先撤回送审，再去掉信息。"))
    if thing.state != ThingState.DRAFT:
        raise Refused(_("这一件已经公开，要撤下请申请撤回。"))
    page = MODEL_OF_KIND[thing.kind].objects.get(pk=thing.object_id)
    item.delete()
    intake.round += 1
    intake.save(update_fields=["round"])
    page.delete_as_draft()
    thing.clearances.all().delete()
    thing.delete()
    audit.record(user=actor, action="intake.drop", target=item.title[:200], detail=item.where)


def _unit_of(author: User):
    """The unit that answers for the batch: the office's, else the one that the clerk writes for."""
    posts = [post for post in current_posts(author) if post.role in (Role.OFFICE, Role.CLERK)]
    if not posts:
        raise NotAllowed(_("历史信息由经办或者政务公开办入库。"))
    return next((post for post in posts if post.role == Role.OFFICE), posts[0]).unit


def _screened(chunk: list, shelf: Shelf, screening: Screening) -> list[Candidate | Unplaced]:
    """Every new paper checked, its files too: outside the transaction, because it may take long."""
    candidates = [each for each in chunk if isinstance(each, Candidate)]
    shelf.look_up(candidates)
    return [
        each
        if isinstance(each, Unplaced) or shelf.is_taken_in(each) or not (reason := screening.problem(each))
        else Unplaced(each.where, reason, each.title)
        for each in chunk
    ]


@transaction.atomic
def _take_chunk(
    chunk, *, name, source_name, unit, author, shelf: Shelf, screening: Screening, result: TakenIn
) -> None:
    result.unplaced += [each for each in chunk if isinstance(each, Unplaced)]
    wanted = list(_placeable(chunk, shelf, result))
    while wanted:
        intake, room = _open_batch(name, source_name, unit, author)
        part, wanted = wanted[:room], wanted[room:]
        items = Drafting(shelf=shelf, author=author, prepared=screening.prepared).draft(part)
        start = _next_position(intake)
        for place, item in enumerate(items):
            item.intake, item.position = intake, start + place
        IntakeItem.objects.bulk_create(items)
        screening.clear(items)
        result.placed += [(item.where, item.thing.index_number) for item in items]


def _placeable(chunk, shelf: Shelf, result: TakenIn) -> Iterator[Candidate]:
    candidates = [each for each in chunk if isinstance(each, Candidate)]
    shelf.look_up(candidates)
    for candidate in candidates:
        if shelf.is_taken_in(candidate):
            result.already.append(candidate.where)
        elif reason := shelf.problem(candidate):
            result.unplaced.append(Unplaced(candidate.where, reason, candidate.title))
        else:
            shelf.take(candidate)
            yield candidate


def _open_batch(name: str, source_name: str, unit, author) -> tuple[Intake, int]:
    """The last part of that name while it may still grow, else the next one."""
    last = Intake.objects.select_for_update().filter(name=name).order_by("-part").first()
    _check_name(last, unit, author)
    if last and _may_grow(last):
        room = LARGEST_BATCH - last.items.count()
        if room > 0:
            return last, room
    intake = Intake.objects.create(
        name=name, part=last.part + 1 if last else 1, source_name=source_name, unit=unit, made_by=author
    )
    register_thing(kind="intake", object_id=intake.pk)
    audit.record(user=author, action="intake.begin", target=str(intake)[:200], detail=source_name[:500])
    return intake, LARGEST_BATCH


def _check_name(intake: Intake | None, unit, author) -> None:
    if intake and intake.made_by_id != author.pk and intake.unit_id != unit.pk:
        raise Refused(_("“%(name)s”这个批次名称别的单位用过了，请换一个名称。") % {"name": intake.name})


def _may_grow(intake: Intake) -> bool:
    thing = intake.thing
    if thing.state != ThingState.DRAFT:
        return False
    return not Submission.objects.filter(thing=thing, state__in=OPEN_STATES).exists()


def _next_position(intake: Intake) -> int:
    last = intake.items.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def _submit(intake: Intake, author: User) -> None:
    """Of two runs at once the later one finds that it is with the office already."""
    if not (_may_grow(intake) and intake.items.exists()):
        return
    try:
        review.submit(thing=intake.thing, author=author)
    except Refused:
        if _may_grow(Intake.objects.get(pk=intake.pk)):
            raise


def check_candidate(candidate: Candidate) -> str | None:
    """Why it could not be placed, asked without writing anything; for a rehearsal. None also when it is in already."""
    shelf = Shelf(author=None)
    shelf.look_up([candidate])
    return None if shelf.is_taken_in(candidate) else shelf.problem(candidate)


def is_taken_in(key: str) -> bool:
    return IntakeItem.objects.filter(key=key).exists()

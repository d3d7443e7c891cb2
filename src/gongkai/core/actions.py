"""Writes of core that do not open the door: registering a thing and recording a person's approval."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core.errors import Refused
from gongkai.core.kinds import get_kind
from gongkai.core.models import Approval, IndexSequence, Thing


@transaction.atomic
def register_thing(*, kind: str, object_id: int, prefix: str | None = None) -> Thing:
    """Enter a new thing, as a draft. With a prefix it is given the next index number of this year, for good."""
    declared = get_kind(kind)
    return Thing.objects.create(
        kind=kind,
        object_id=object_id,
        is_page=declared.is_page,
        index_number=next_index_number(prefix=prefix) if prefix else None,
        approvals_required=len(declared.stages),
    )


def next_index_number(*, prefix: str) -> str:
    return next_index_numbers(prefix=prefix, count=1)[0]


@transaction.atomic
def next_index_numbers(*, prefix: str, count: int) -> list[str]:
    """`{prefix}/{year}-{serial}`; the row lock makes two clerks wait for each other, and no number comes twice."""
    year = timezone.localdate().year
    IndexSequence.objects.get_or_create(prefix=prefix, year=year)
    sequence = IndexSequence.objects.select_for_update().get(prefix=prefix, year=year)
    numbers = []
    for _turn in range(count):
        sequence.last += 1
        numbers.append(str(sequence))
    sequence.save(update_fields=["last"])
    return numbers


@transaction.atomic
def record_approval(
    *, thing: Thing, stage: str, content_hash: str, person, on_behalf_of=None, comment=""
) -> Approval:
    """One yes of one person to one exact content. The same person, or the same stage, cannot count twice."""
    try:
        with transaction.atomic():
            return Approval.objects.create(
                thing=thing,
                stage=stage,
                content_hash=content_hash,
                person=person,
                on_behalf_of=on_behalf_of,
                comment=comment,
            )
    except IntegrityError as error:
        raise Refused(_("这一稿的这一环节已经审过，或者您已经审过这一稿的其他环节。")) from error

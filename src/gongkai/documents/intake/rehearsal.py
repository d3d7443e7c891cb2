"""What would become of candidates, asked of the database without writing anything."""

from collections.abc import Iterable, Iterator
from itertools import islice

from gongkai.documents.intake.candidate import Candidate, Unplaced
from gongkai.documents.intake.screening import Screening
from gongkai.documents.intake.shelf import Shelf

AT_A_TIME = 100


def rehearse(items: Iterable[Candidate | Unplaced]) -> Iterator[tuple[Candidate | Unplaced, bool]]:
    """Each item as it would be found, and whether it is in already."""
    shelf, screening, waiting = Shelf(author=None), Screening(), iter(items)
    while chunk := list(islice(waiting, AT_A_TIME)):
        shelf.look_up([item for item in chunk if isinstance(item, Candidate)])
        for item in chunk:
            yield _seen(shelf, screening, item)


def _seen(
    shelf: Shelf, screening: Screening, item: Candidate | Unplaced
) -> tuple[Candidate | Unplaced, bool]:
    if isinstance(item, Unplaced):
        return item, False
    if shelf.is_taken_in(item):
        return item, True
    if reason := shelf.problem(item) or screening.text_problem(item):
        return Unplaced(item.where, reason, item.title), False
    shelf.take(item)
    return item, False

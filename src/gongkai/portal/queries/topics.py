"""专题: a topic collects what is public under its matter."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from gongkai.documents.models import PublishedPaper
from gongkai.portal.badges import KIND_TAGS
from gongkai.portal.queries.lists import papers_of_matter, published

NEWEST_OF_TOPIC = 3
SHOWN_OF_KIND = 5
COLLECTED = ("document", "interpretation", "news")


@dataclass(frozen=True)
class Group:
    """Papers of one kind in a topic: the newest of them, how many there are, and how a list is narrowed to them."""

    kind: str
    title: str
    rows: list[PublishedPaper]
    number: int


def topic_rows():
    """Topics, the newest first, each with the ids of the newest papers it collects."""
    collected = (
        PublishedPaper.objects.filter(matter=OuterRef("matter"), kind__in=COLLECTED)
        .order_by("-first_published_at", "-thing_id")
        .values("pk")
    )
    newest = {f"newest_{n}": Subquery(collected[n : n + 1]) for n in range(NEWEST_OF_TOPIC)}
    return published().filter(kind="topic").select_related("thing", "matter").annotate(**newest)


def with_newest(topics: list[PublishedPaper]) -> list[PublishedPaper]:
    """Give each topic the rows that `topic_rows` named; one query for all."""
    ids = {topic.pk: [getattr(topic, f"newest_{n}") for n in range(NEWEST_OF_TOPIC)] for topic in topics}
    rows = published().in_bulk([pk for each in ids.values() for pk in each if pk])
    for topic in topics:
        topic.newest = [rows[pk] for pk in ids[topic.pk] if pk in rows]
    return topics


def collection(matter_code: str) -> list[Group]:
    """What a topic collects, by kind; one query for the numbers and one for each kind."""
    papers = papers_of_matter(matter_code)
    counted = papers.order_by().values("kind").annotate(number=Count("pk")).values_list("kind", "number")
    numbers = dict(counted)
    groups = (
        Group(kind, KIND_TAGS[kind], list(papers.filter(kind=kind)[:SHOWN_OF_KIND]), numbers.get(kind, 0))
        for kind in COLLECTED
    )
    return [group for group in groups if group.number]

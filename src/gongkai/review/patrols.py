"""What is public and not yet checked under today's lists, and what came up in it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from gongkai.core.models import Version
from gongkai.core.queries import PUBLIC_STATES
from gongkai.review.checkup import Checkup, checkup
from gongkai.review.findings import kept_from
from gongkai.review.inspection import Inspection
from gongkai.review.models import Clearance, PatrolFinding
from gongkai.review.rulelists import current_rulebook


def public_versions() -> QuerySet[Version]:
    """The newest version of everything that is public, while it has its text."""
    newest = Version.objects.filter(thing=OuterRef("thing")).order_by("-number").values("number")[:1]
    return Version.objects.filter(
        thing__state__in=PUBLIC_STATES, number=Subquery(newest), form__isnull=False
    ).select_related("thing", "event")


def unchecked_versions(rules_key: str) -> QuerySet[Version]:
    cleared = Clearance.objects.filter(content_hash=OuterRef("event__content_hash"), rules_key=rules_key)
    found = PatrolFinding.objects.filter(version=OuterRef("pk"), rules_key=rules_key)
    return public_versions().exclude(Exists(cleared)).exclude(Exists(found))


def open_findings(rules_key: str) -> QuerySet[PatrolFinding]:
    """What still stands in public as it was found; a withdrawal or correction takes it off the list by itself."""
    still_public = public_versions().filter(pk=OuterRef("version"))
    rows = PatrolFinding.objects.filter(Exists(still_public), rules_key=rules_key)
    return rows.select_related("thing", "version__event")


@dataclass(frozen=True)
class PatrolRow:
    row: PatrolFinding
    title: str
    checkup: Checkup

    @property
    def reason_code(self) -> str:
        """Why it would be withdrawn: for somebody's data, or for other content."""
        return "privacy" if any(group.maskable for group in self.checkup.of("blocking")) else "secrecy"


def patrol_rows(rows: Iterable[PatrolFinding]) -> list[PatrolRow]:
    return [
        PatrolRow(
            row=row,
            title=json.loads(row.version.form)["title"],
            checkup=checkup(Inspection(row.rules_key, kept_from(row.findings), {})),
        )
        for row in rows
    ]


def patrol_count(user) -> int:
    return open_findings(current_rulebook().key).count()

"""Findings as they are kept and shown: everything about them but the value that must stay private."""

from dataclasses import asdict, dataclass, replace

from django.utils.crypto import salted_hmac

from gongkai.review.checking.finding import BLOCK, Finding

LONGEST = 300


@dataclass(frozen=True)
class Kept:
    """`source` is the SHA-256 of the file it stands in, empty for the text itself; `mark` is what a lifting names.

    `maskable`: the one-click remedy is a mask; every other finding is mended by writing something else.
    """

    kind: str
    severity: str
    where: str
    message: str
    excerpt: str = ""
    masked: str = ""
    part: str = ""
    hidden: bool = False
    mark: str = ""
    source: str = ""
    source_name: str = ""

    @property
    def maskable(self) -> bool:
        return bool(self.masked)

    @property
    def blocks(self) -> bool:
        return self.severity == BLOCK

    def as_dict(self) -> dict:
        return asdict(self)


def keep(finding: Finding, *, source: str = "") -> Kept:
    return Kept(
        kind=finding.kind,
        severity=finding.severity,
        where=finding.where[:LONGEST],
        message=finding.message[:LONGEST],
        excerpt=finding.excerpt[:LONGEST],
        masked=finding.masked[:LONGEST],
        part=finding.part[:LONGEST],
        hidden=finding.hidden,
        mark=mark_of(finding, source),
        source=source,
    )


def mark_of(finding: Finding, source: str) -> str:
    """A digest under the server's key: the same value in the same file or field has the same mark, and nobody can guess
    the value from it."""
    field = source or finding.part.split("[")[0].split(".")[0]
    named = finding.value or f"{finding.where} {finding.message}"
    return salted_hmac("gongkai.finding", f"{finding.kind}\n{named}\n{field}", algorithm="sha256").hexdigest()


def kept_from(rows: list[dict], *, source_name: str = "") -> list[Kept]:
    kept = [Kept(**row) for row in rows]
    return [replace(each, source_name=source_name) for each in kept] if source_name else kept

"""What reading a source gives: papers ready to be placed, and those that cannot be, with the reason."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from gongkai.documents.importing.body import ImportedImage


@dataclass(frozen=True)
class Origin:
    """Where the paper was public before, and since when: kept with it and shown on its page."""

    name: str = ""
    url: str = ""
    published_on: date | None = None
    index_number: str = ""


@dataclass
class Candidate:
    """One paper as it was read. Codes are those of units, columns and matters that exist and are in use.

    `where` says which line or file a person should look at. `key` is the SHA-256 of the source's own identity, the same
    whenever the same paper is read again; `digest` is over everything that was read, so that a changed source shows.
    `blocks` is the body as `importing` makes it (text and image blocks by turns), `images` its pictures. The issuer is
    a unit of the city (`issuer_code`, by the name it had on that day) or, by name only, somebody else.
    """

    where: str
    key: str
    digest: str
    kind: str
    title: str
    unit_code: str
    column_code: str
    matter_code: str
    blocks: list[dict]
    images: list[ImportedImage] = field(default_factory=list)
    attachments: list[Path] = field(default_factory=list)
    origin: Origin = Origin()
    source: str = ""
    written_on: date | None = None
    keywords: str = ""
    summary: str = ""
    genre: str = ""
    issuer_code: str = ""
    outside_issuer: str = ""
    co_issuers: str = ""
    document_number: str = ""
    topic: str = ""
    effective_on: date | None = None
    expires_on: date | None = None
    validity: str = "in_force"
    doubts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Unplaced:
    """What could not be placed: where it stands, why, and what to do about it."""

    where: str
    reason: str
    title: str = ""

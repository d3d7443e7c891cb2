"""Which paper a record is, so that the same one is never placed twice, and whether it changed since it was read last."""

import hashlib
import json
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from gongkai.documents.intake.candidate import Candidate
from gongkai.documents.intake.lines import MEGABYTE, opened
from gongkai.documents.intake.lists import Record
from gongkai.documents.intake.reasons import CannotPlaceError


class Seen:
    """What this run has read already: 16 bytes for each paper, not the papers."""

    def __init__(self):
        self._places: dict[bytes, str] = {}

    def enter(self, record: Record, candidate: Candidate, data_digest: str, files: list[Path]) -> None:
        """Gives the candidate its key and digest, or says which earlier record is the same paper."""
        candidate.key = _sha(identity(candidate))
        candidate.digest = _sha(json.dumps([record.values, data_digest, *map(_file_digest, files)]))
        self._once(
            candidate.key,
            candidate.where,
            _("与%(where)s是同一件（网址、索引号、发文字号或标题相同），只入库一件。"),
        )
        if candidate.document_number:
            issuer = candidate.issuer_code or candidate.outside_issuer or candidate.unit_code
            number = _sha(f"number\n{candidate.document_number}\n{issuer}")
            self._once(
                number,
                candidate.where,
                _("与%(where)s的发文机关和发文字号相同，请核对是不是同一件，改正后再读。"),
            )

    def _once(self, key: str, where: str, sentence: str) -> None:
        earlier = self._places.setdefault(bytes.fromhex(key[:32]), where)
        if earlier != where:
            raise CannotPlaceError(sentence % {"where": earlier})


def identity(candidate: Candidate) -> str:
    """Its address, else its index number, else number and issuer, else title, days and unit; never its place on a disk."""
    origin = candidate.origin
    if origin.url:
        parts = urlsplit(origin.url)
        return f"url\n{parts.netloc.lower()}{parts.path}?{parts.query}"
    if origin.index_number:
        return f"index\n{origin.index_number}"
    if candidate.document_number:
        issuer = candidate.outside_issuer or candidate.issuer_code or candidate.unit_code
        return f"number\n{candidate.document_number}\n{issuer}"
    return f"title\n{candidate.title}\n{candidate.written_on}\n{origin.published_on}\n{candidate.unit_code}"


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _file_digest(path: Path) -> str:
    digest = hashlib.sha256()
    with opened(path) as stream:
        for chunk in iter(lambda: stream.read(MEGABYTE), b""):
            digest.update(chunk)
    return digest.hexdigest()

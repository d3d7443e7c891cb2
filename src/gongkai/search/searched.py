"""What can be found of each kind of thing, declared once. All of it comes from the public form and the public copies of
its files, nothing from elsewhere."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.documents.models import PublishedPaper
from gongkai.search import attached
from gongkai.search.numbers import document_key, index_key
from gongkai.search.text import plain_text

_KEY_OF_DAY = 10**10


@dataclass(frozen=True)
class Entry:
    """One thing as the index knows it. `keys` are its numbers; `facets` has one value of each; `place` sorts by date;
    `files` is what stands in its files."""

    id: int
    title: str
    keys: tuple[str, ...]
    text: tuple[str, ...]
    facets: dict[str, str]
    place: int
    files: tuple[str, ...] = ()


class Searched:
    """The papers: every kind of them has these parts. A kind with more is a subclass."""

    facets = ("unit", "column", "kind", "year", "validity")

    def title(self, form: dict) -> str:
        return form["title"]

    def numbers(self, form: dict) -> Iterable[str]:
        """发文字号 and 索引号, also the one that it had where it was public before."""
        yield document_key((form.get("document") or {}).get("number", ""))
        yield index_key(form["index_number"])
        yield index_key((form.get("origin") or {}).get("index_number") or "")

    def texts(self, form: dict) -> Iterable[str]:
        yield (form.get("document") or {}).get("number", "")
        yield "\n".join(form.get("keywords") or ())
        yield self.issuer(form)
        yield from self.prose(form)

    def prose(self, form: dict) -> Iterable[str]:
        """Of these a stretch is shown below the title."""
        yield form.get("summary", "")
        yield from body_texts(form)
        for file in form.get("files") or ():
            yield file.get("title", "")
            yield file.get("name", "")

    def issuer(self, form: dict) -> str:
        document = form.get("document") or {}
        return "\n".join(
            filter(None, [(document.get("issuer") or form["unit"])["name"], document.get("co_issuers")])
        )

    def values(self, form: dict, row: PublishedPaper, today: dt.date) -> dict[str, str]:
        return {
            "unit": form["unit"]["code"],
            "column": (form.get("column") or {}).get("code", ""),
            "kind": row.kind,
            "year": str(day_of(row).year),
            "validity": standing(row, today),
        }

    def entry(self, form: dict, row: PublishedPaper, today: dt.date) -> Entry:
        return Entry(
            id=row.thing_id,
            title=self.title(form),
            keys=tuple(dict.fromkeys(filter(None, self.numbers(form)))),
            text=tuple(filter(None, self.texts(form))),
            facets=self.values(form, row, today),
            place=int(f"{day_of(row):%Y%m%d}") * _KEY_OF_DAY + row.thing_id,
            files=tuple(attached.texts_of(row.thing_id, form)),
        )


SEARCHED = {kind: Searched() for kind in ("document", "interpretation", "news", "topic")}
FACETS = Searched.facets


def body_texts(form: dict) -> Iterable[str]:
    for block in form.get("body") or ():
        if block["type"] == "text":
            yield plain_text(block["html"])
        else:
            yield block.get("alt", "")
            yield block.get("caption", "")


def day_of(row: PublishedPaper) -> dt.date:
    return row.written_on or row.first_published_at.date()


def standing(row: PublishedPaper, today: dt.date) -> str:
    """What a document is worth on that day, as lists tell it (portal's ValidityFacet); other kinds have none."""
    if row.kind != "document" or row.validity in ("repealed", "lapsed"):
        return row.validity if row.kind == "document" else ""
    if row.expires_on and row.expires_on < today:
        return "lapsed"
    if row.effective_on and row.effective_on > today:
        return "not_yet"
    return row.validity

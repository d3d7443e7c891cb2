"""A candidate from what a record says and what its text says. Where they differ, the record counts and a doubt is kept."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from gongkai.documents.importing.guess import genre_of
from gongkai.documents.importing.inline import safe_address
from gongkai.documents.importing.numbers import parse_document_number
from gongkai.documents.intake.bodies import ReadBody
from gongkai.documents.intake.candidate import Candidate, Origin
from gongkai.documents.intake.issuers import Issued, Issuers
from gongkai.documents.intake.lists import Record
from gongkai.documents.intake.nearby import check_attachment, file_beside
from gongkai.documents.intake.places import Place
from gongkai.documents.intake.reasons import CannotPlaceError
from gongkai.documents.intake.values import (
    CONTROL,
    NUMBER_AT_END,
    VALIDITIES,
    has_han,
    line_of,
    loosely,
    read_day,
    read_number,
    shortened,
)
from gongkai.documents.models.papers import Genre

MAX_TITLE = 255
MAX_ADDRESS = 500
LIMITS = {"topic": 80, "keywords": 200, "summary": 500, "source": 120, "origin_name": 120, "index_number": 64}


class Composer:
    def __init__(self, issuers: Issuers):
        self.issuers = issuers

    def compose(self, *, record: Record, fields: dict[str, str], read: ReadBody, place: Place) -> Candidate:
        fields = read.said | fields
        doubts = list(read.doubts)
        title = self._title(record, fields, read, doubts)
        number = self._number(fields, read, title, doubts)
        title = _without_number(title, number)
        written, published = self._days(fields, read, doubts)
        kind = place.kind
        issued = self._issued(fields, read, written or published, doubts) if kind == "document" else Issued()
        return Candidate(
            where=record.where,
            key="",
            digest="",
            kind=kind,
            title=title,
            unit_code=place.unit,
            column_code=place.column,
            matter_code=place.matter,
            blocks=read.imported.blocks,
            images=read.imported.images,
            attachments=_attachments(record, fields, read),
            origin=_origin(fields, published, doubts),
            source=_short(fields, "source", doubts),
            written_on=written,
            keywords=_short(fields, "keywords", doubts),
            summary=_short(fields, "summary", doubts),
            doubts=doubts,
            **(_of_document(fields, issued, number, title, doubts) if kind == "document" else {}),
        )

    def _title(self, record, fields, read: ReadBody, doubts: list[str]) -> str:
        """The Chinese title; one in another language only when the text gives none for sure."""
        said = fields.get("title") or fields.get("title_en", "")
        if CONTROL.search(said):
            doubts.append(_("标题里有看不见的控制字符，已去掉"))
        title, own = line_of(said), line_of(read.imported.title)
        if not has_han(title) and has_han(own):
            title = own
        elif title and not has_han(title) and re.search("[A-Za-z]", title):
            doubts.append(_("只有外文标题，请改为中文标题"))
        elif own and title and loosely(own) != loosely(title) and record.is_file:
            doubts.append(_("标题与正文开头的“%(title)s”不同") % {"title": shortened(own)})
        if not title and record.is_file:
            title = line_of(record.source.path.stem)
            doubts.append(_("没有认出标题，用了文件名"))
        if not title:
            raise CannotPlaceError(_("没有标题。请补上标题，或者在对照文件里写明哪一项是标题。"))
        if len(title) > MAX_TITLE:
            raise CannotPlaceError(_("标题超过 255 个字，放不下。请改短后再读。"))
        return title

    def _number(self, fields, read: ReadBody, title: str, doubts: list[str]) -> str:
        number, problem = read_number(fields.get("document_number", ""))
        if problem:
            doubts.append(problem)
        at_end = NUMBER_AT_END.search(title)
        own = read.imported.document_number or (read_number(at_end[1])[0] if at_end else "")
        if number and own and not _same_number(number, own):
            doubts.append(_("发文字号与正文中的“%(number)s”不同") % {"number": own})
        return number or read_number(own)[0]

    def _days(self, fields, read: ReadBody, doubts: list[str]) -> tuple[date | None, date | None]:
        written, wrong = read_day(fields.get("written_on", ""))
        published, wrong_too = read_day(fields.get("published_on", ""))
        doubts.extend(reason for reason in (wrong, wrong_too) if reason)
        signed, _problem = read_day(read.imported.written_on.isoformat() if read.imported.written_on else "")
        if written and signed and written != signed:
            doubts.append(_("成文日期与正文落款的 %(day)s 不同") % {"day": signed.isoformat()})
        written = written or signed
        if written is None and published is None:
            why = wrong or wrong_too
            if why:
                raise CannotPlaceError(_("没有可用的日期：%(why)s。请改正后再读。") % {"why": why})
            raise CannotPlaceError(_("没有成文日期，也没有发布日期。请补上其中一个。"))
        if written is None:
            doubts.append(_("没有成文日期，只有发布日期"))
        elif published and published < written:
            doubts.append(_("发布日期早于成文日期"))
        return written, published

    def _issued(self, fields, read: ReadBody, day: date | None, doubts: list[str]) -> Issued:
        said = fields.get("issuer") or fields.get("issuer_en") or read.imported.issuer_text
        issued = self.issuers.find(said, day)
        doubts.extend(issued.doubts)
        if not (issued.code or issued.outside):
            doubts.append(_("没有发文机关，按负责单位记"))
        return issued


def _of_document(fields, issued: Issued, number: str, title: str, doubts: list[str]) -> dict:
    effective, wrong = read_day(fields.get("effective_on", ""), may_come=True)
    expires, wrong_too = read_day(fields.get("expires_on", ""), may_come=True)
    doubts.extend(reason for reason in (wrong, wrong_too) if reason)
    validity = VALIDITIES.get(fields.get("validity", "有效").strip(), "")
    if not validity:
        doubts.append(_("不认得有效性“%(said)s”，记为有效") % {"said": shortened(fields["validity"])})
    co_issuers = "、".join(name for name in (issued.others, line_of(fields.get("co_issuers", ""))) if name)
    return {
        "genre": _genre(fields.get("genre", ""), title, number),
        "issuer_code": issued.code,
        "outside_issuer": issued.outside,
        "co_issuers": co_issuers[:200],
        "document_number": number,
        "topic": _short(fields, "topic", doubts),
        "effective_on": effective,
        "expires_on": expires,
        "validity": validity or "in_force",
    }


def _genre(said: str, title: str, number: str) -> str:
    by_label = {str(label): value for value, label in Genre.choices}
    return by_label.get(said.strip()) or genre_of(title, parse_document_number(number))


def _origin(fields, published: date | None, doubts: list[str]) -> Origin:
    address = fields.get("url", "").strip()
    is_web = re.match("https?://", address, re.IGNORECASE) and len(address) <= MAX_ADDRESS
    url = safe_address(address) if is_web else ""
    name = _short(fields, "origin_name", doubts)
    if address and not url:
        name = name or line_of(address)[:120]
        doubts.append(_("原文网址“%(address)s”不是能用的网址") % {"address": shortened(address)})
    if url and not name:
        name = urlsplit(url).hostname or ""
    return Origin(name, url, published, _short(fields, "index_number", doubts))


def _short(fields, name: str, doubts: list[str]) -> str:
    text = line_of(fields.get(name, ""))
    if len(text) > LIMITS[name]:
        doubts.append(_("“%(text)s”太长，只留了前面的部分") % {"text": shortened(text, 20)})
    return text[: LIMITS[name]].strip()


def _attachments(record: Record, fields, read: ReadBody) -> list[Path]:
    named = {}
    for address in re.split(r"[\n;；]", fields.get("attachments", "")):
        if address.strip():
            path = file_beside(record.source, address)
            if path is None:
                reason = _("找不到附件“%(name)s”。请把它放在文件旁边，写上相对的路径，再读一次。")
                raise CannotPlaceError(reason % {"name": shortened(address)})
            named[path] = None
    found = list(dict.fromkeys([*named, *read.attachments]))
    for path in found:
        if reason := check_attachment(path):
            raise CannotPlaceError(_("附件“%(name)s”：%(reason)s") % {"name": path.name, "reason": reason})
    return found


def _same_number(one: str, other: str) -> bool:
    """An order is cited with and without the whole name of who gave it: 国令第707号, 中华人民共和国国务院令第707号."""
    orders = [parse_document_number(number) for number in (one, other)]
    if all(order and order.form == "order" for order in orders):
        return orders[0].serial == orders[1].serial
    return loosely(one) == loosely(other)


def _without_number(title: str, number: str) -> str:
    """Lists of titles carry the number in brackets behind it."""
    found = NUMBER_AT_END.search(title)
    return (
        title[: found.start()].strip() if found and number and read_number(found[1])[0] == number else title
    )

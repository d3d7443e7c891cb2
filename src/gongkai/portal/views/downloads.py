"""下载清单: a list as CSV, whole and as it was narrowed, streamed."""

import csv
from collections.abc import Iterator
from functools import partial

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.catalogue.models import Matter
from gongkai.portal import queries, words
from gongkai.portal.addresses import absolute, paper_address
from gongkai.portal.badges import row_badge
from gongkai.portal.context import frame_of
from gongkai.portal.views.listed import listing_of
from gongkai.units.models import Unit

CHUNK = 2000
FORMULA = tuple("=+-@＝＋－＠")


@require_safe
def column_csv(request, code):
    column = frame_of(request).columns.get(code)
    if column is None:
        raise Http404
    return _download(request, queries.column_scope(column), code)


@require_safe
def unit_csv(request, code):
    unit = get_object_or_404(Unit, code=code)
    return _download(request, queries.unit_scope(unit, frame_of(request)), code)


@require_safe
def matter_csv(request, code):
    return _download(request, queries.matter_scope(get_object_or_404(Matter, code=code)), code)


@require_safe
def clause_csv(request, number):
    if number not in frame_of(request).clauses:
        raise Http404
    scope = queries.clause_scope(number, queries.current_matters_of(number))
    return _download(request, scope, number)


def _download(request, scope: queries.Scope, name: str):
    rows = listing_of(request, scope).everything().iterator(chunk_size=CHUNK)
    response = StreamingHttpResponse(
        _lines(rows, partial(absolute, request)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


class _Echo:
    """`csv.writer` gives each line to `write`, which hands it straight back."""

    def write(self, line: str) -> str:
        return line


def _lines(rows, complete) -> Iterator[str]:
    """A byte order mark first, by which spreadsheet programs know UTF-8."""
    writer = csv.writer(_Echo())
    heads = (
        _("标题"),
        _("文号"),
        _("机关"),
        _("成文日期"),
        _("发布日期"),
        _("有效性"),
        _("索引号"),
        _("网址"),
    )
    yield "\ufeff" + writer.writerow(heads)
    for row in rows:
        yield writer.writerow([_inert(cell) for cell in _cells(row, complete)])


def _cells(row, complete) -> list[str]:
    badge, number = row_badge(row), row.thing.index_number
    return [
        row.title,
        row.document_number,
        row.issuer_name,
        row.written_on.isoformat() if row.written_on else "",
        words.as_day(row.first_published_at).isoformat(),
        str(badge.word) if badge else "",
        number,
        complete(paper_address(number)),
    ]


def _inert(cell: str) -> str:
    """A cell that a spreadsheet program would take for a formula gets an apostrophe in front."""
    clean = cell.replace("\0", "").replace("\r", " ").replace("\n", " ")
    return f"'{clean}" if clean.lstrip().startswith(FORMULA) else clean

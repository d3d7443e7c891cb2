"""Atom feeds of everything, of a unit, of a column and of what was changed after it was public."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from gongkai.portal import atom, queries
from gongkai.portal.addresses import absolute, paper_address
from gongkai.portal.atom import Category, Entry
from gongkai.portal.badges import act_badge, kind_tag
from gongkai.portal.context import frame_of
from gongkai.portal.views.listed import page_of
from gongkai.portal.words import day
from gongkai.units.models import Unit
from gongkai.units.queries import living_units

PER_FEED = 50


@require_safe
def feeds(request):
    """订阅更新: every feed with a sentence on how it is used."""
    units = living_units()
    return render(request, "portal/feeds.html", {"section": "+feeds", "units": units})


@require_safe
@conditional_page
def feed(request):
    title = str(frame_of(request).name)
    return _papers(request, queries.latest(), name="feed", title=title, about=reverse("home"))


@require_safe
@conditional_page
def unit_feed(request, code):
    unit = Unit.objects.filter(code=code).prefetch_related("names").first()
    if unit is None:
        raise Http404
    rows = queries.latest().filter(unit=unit)
    about = reverse("unit", args=[code])
    return _papers(request, rows, name=f"units/{code}/feed", title=unit.name, about=about)


@require_safe
@conditional_page
def column_feed(request, code):
    column = frame_of(request).columns.get(code)
    if column is None:
        raise Http404
    rows = queries.latest().filter(column_id__in=[member.page_id for member in column.family()])
    about = reverse("column", args=[code])
    return _papers(request, rows, name=f"columns/{code}/feed", title=column.title, about=about)


@require_safe
@conditional_page
def changes_feed(request):
    with translation.override(settings.LANGUAGE_CODE):
        page, names = page_of(request, queries.changes(), PER_FEED), queries.Names()
        entries = [_change_entry(request, names, row) for row in queries.described(list(page))]
        about = reverse("changes")
        return _answer(request, page, entries, names, name="changes/feed", title=_("更正与撤回"), about=about)


def _papers(request, rows, *, name, title, about):
    """In the language of the record, whatever the reader's: a subscriber must not get each entry twice."""
    with translation.override(settings.LANGUAGE_CODE):
        page, names = page_of(request, rows, PER_FEED), queries.Names()
        columns = {column.page_id: column for column in frame_of(request).columns.values()}
        entries = [_paper_entry(request, names, columns, row) for row in page]
        return _answer(request, page, entries, names, name=name, title=title, about=about)


def _answer(request, page, entries, names, *, name, title, about):
    """The state of the feed is the newest change in it; what a withdrawal takes away is told by the record's own growth."""
    site, grown = str(frame_of(request).name), queries.newest_moment()
    if grown is None:
        raise Http404
    written = atom.Feed(
        id=names.tag_of_site(name),
        title=title if title == site else f"{title}_{site}",
        subtitle=_("公开、更正和撤回的信息，以网页为准。"),
        author=frame_of(request).home.get("organiser") or site,
        updated=max((entry.updated for entry in entries), default=grown),
        links=_links(request, page, about),
        entries=entries,
    )
    response = HttpResponse(atom.render(written), content_type=atom.CONTENT_TYPE)
    response["Last-Modified"] = http_date(grown.timestamp())
    response["Cache-Control"] = "public, no-cache"
    return response


def _links(request, page, about) -> dict[str, str]:
    def numbered(number):
        return absolute(request, request.path) + (f"?page={number}" if number > 1 else "")

    links = {
        "self": numbered(page.number),
        "alternate": absolute(request, about),
        "first": numbered(1),
        "last": numbered(page.paginator.num_pages),
    }
    if page.has_previous():
        links["previous"] = numbered(page.previous_page_number())
    if page.has_next():
        links["next"] = numbered(page.next_page_number())
    return links


def _paper_entry(request, names, columns, row) -> Entry:
    column = columns.get(row.column_id)
    categories = [Category(_scheme(request, "kind"), row.kind, str(kind_tag(row.kind, row.genre)))]
    if column:
        categories.insert(0, Category(absolute(request, "/columns/"), column.code, column.title))
    summary = row.summary
    if row.corrections:
        categories.append(Category(_scheme(request, "act"), "correct", _("已更正")))
        words = {"day": day(row.changed_at), "number": row.corrections}
        summary = _("已更正 %(number)d 次，最近一次变更在 %(day)s。") % words + summary
    if row.validity in ("repealed", "lapsed"):
        categories.append(Category(_scheme(request, "act"), "expire", _("失效")))
    return Entry(
        id=names.tag(row.first_published_at, row.thing.index_number),
        title=row.title,
        address=absolute(request, paper_address(row.thing.index_number)),
        author=row.issuer_name,
        summary=summary,
        published=row.first_published_at,
        updated=row.changed_at,
        categories=categories,
    )


def _change_entry(request, names, row: queries.Described) -> Entry:
    event, number = row.event, row.event.thing.index_number
    badge = act_badge(event)
    words = {"act": badge.word, "title": row.title or _("索引号 %(number)s") % {"number": number}}
    return Entry(
        id=names.tag(event.at, f"changes/{number}/{event.pk}"),
        title=_("%(act)s：%(title)s") % words,
        address=absolute(request, paper_address(number)),
        author=row.unit or str(frame_of(request).name),
        summary=_("理由：%(reason)s") % {"reason": event.reason},
        published=event.at,
        updated=event.at,
        categories=[Category(_scheme(request, "act"), event.act, str(badge.word))],
    )


def _scheme(request, name: str) -> str:
    return f"{absolute(request, reverse('feeds'))}#{name}"

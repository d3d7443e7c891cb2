"""What search engines ask for: robots.txt, and every public address in parts that are written while they are read."""

from xml.sax.saxutils import escape

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from gongkai.catalogue.queries import matters_in_use
from gongkai.core.models import Thing
from gongkai.core.queries import PUBLIC_STATES
from gongkai.portal import queries
from gongkai.portal.addresses import absolute, paper_address
from gongkai.portal.atom import plain
from gongkai.portal.context import frame_of
from gongkai.portal.languages import OTHERS
from gongkai.units.gate import BACK_OFFICE
from gongkai.units.models import Unit

XML = "application/xml; charset=utf-8"
START = '<?xml version="1.0" encoding="UTF-8"?>\n<{} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
FIXED_PAGES = (
    "disclosure",
    "topics",
    "units",
    "changes",
    "matters",
    "feeds",
    "log",
    "verify",
    "map",
    "privacy",
    "accessibility",
    "display",
)


@require_safe
def robots(request):
    lines = [
        "User-agent: *",
        f"Disallow: /{BACK_OFFICE}",
        f"Sitemap: {absolute(request, reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request):
    rows = [(reverse("sitemap_pages"), queries.newest_moment())]
    rows += [
        (reverse("sitemap_part", args=[part.number]), part.changed_at) for part in queries.address_parts()
    ]
    return _written(request, "sitemapindex", "sitemap", rows)


@require_safe
def sitemap_pages(request):
    return _written(request, "urlset", "url", list(_pages(request)))


@require_safe
def sitemap_part(request, number):
    """Streamed: a part takes no more memory than a few hundred of its rows."""
    rows = queries.addresses_of_part(number)
    if not rows.exists():
        raise Http404
    stream = rows.iterator(chunk_size=500)
    addresses = ((paper_address(index_number), changed_at) for index_number, changed_at in stream)
    return _written(request, "urlset", "url", addresses)


def _written(request, root, element, rows):
    response = StreamingHttpResponse(_lines(request, root, element, rows), content_type=XML)
    patch_cache_control(response, public=True, no_cache=True)
    return response


def _lines(request, root, element, rows):
    yield START.format(root)
    for path, changed_at in rows:
        location = escape(plain(absolute(request, path)))
        yield f"<{element}><loc>{location}</loc>{_lastmod(changed_at)}</{element}>\n"
    yield f"</{root}>\n"


def _lastmod(moment) -> str:
    if moment is None:
        return ""
    return f"<lastmod>{timezone.localtime(moment).isoformat(timespec='seconds')}</lastmod>"


def _pages(request):
    """Every page that is no paper; a column's or unit's date is that of its newest paper or of its own last change."""
    frame, newest = frame_of(request), queries.newest_moment()
    changed = dict(
        Thing.objects.filter(kind="column", state__in=PUBLIC_STATES).values_list(
            "object_id", "newest_event__at"
        )
    )
    by_column, by_unit = queries.newest_changes("column_id"), queries.newest_changes("unit_id")
    yield reverse("home"), newest
    for name in FIXED_PAGES:
        yield reverse(name), None
    for language in OTHERS:
        yield reverse("language", args=[language.code]), None
    for column in frame.columns.values():
        moments = [by_column.get(member.page_id) for member in column.family()] + [changed[column.page_id]]
        yield reverse("column", args=[column.code]), max(filter(None, moments))
    for pk, code in Unit.objects.order_by("pk").values_list("pk", "code"):
        yield reverse("unit", args=[code]), by_unit.get(pk)
    for code in matters_in_use().order_by("code").values_list("code", flat=True):
        yield reverse("matter", args=[code]), None
    if frame.clauses:
        yield reverse("plan"), None
        for number in frame.clauses:
            yield reverse("plan_clause", args=[number]), None

"""The few things that templates of the public site cannot say themselves."""

import datetime as dt
import json
from functools import partial
from urllib.parse import urlsplit

import segno
from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from gongkai.catalogue.plan.numerals import numeral_of
from gongkai.core.text import NOT_CHINESE, language_of
from gongkai.documents.models import Interpretation
from gongkai.portal import addresses, badges, history, presenting, structured, words, wrapping
from gongkai.portal.display import Display, display_of

register = template.Library()

register.filter("day", words.day)
register.filter("day_in_list", words.day_in_list)
register.filter("as_day", words.as_day)
register.filter("moment", words.moment)
register.filter("weekday", words.weekday)
register.filter("file_size", words.file_size)
register.filter("file_format", words.file_format)
register.filter("fours", words.fours)
register.filter("all_fours", words.all_fours)
register.filter("inner_marks", words.inner_marks)
register.filter("paper_address", addresses.paper_address)
register.filter("row_badge", badges.row_badge)
register.filter("by_words", wrapping.by_words)
register.filter("marked_by_words", wrapping.marked_by_words)


@register.filter
def lang(text: str) -> str:
    """For the attribute of that name: in the script of which language a title or a line stands."""
    return language_of(text or "")


@register.filter
def pieces_lang(pieces: list[tuple[str, bool]]) -> str:
    return language_of("".join(piece for piece, _is_hit in pieces))


class OwnFonts(template.Node):
    """The whole page. Only where Tibetan or Mongolian text stands in it are the fonts of these scripts named."""

    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        html = self.nodelist.render(context)
        if not NOT_CHINESE.search(html, max(html.find("<main"), 0)):
            return html
        link = f'<link rel="stylesheet" href="{static("portal/css/scripts.css")}">'
        return mark_safe(html.replace("</head>", f"    {link}\n    </head>", 1))  # noqa: S308 - rendered by Django


@register.tag
def own_fonts(parser, token):
    nodelist = parser.parse(("end_own_fonts",))
    parser.delete_first_token()
    return OwnFonts(nodelist)


@register.simple_tag
def body_block(block: dict) -> str:
    """The one place where HTML of a form is given out as it stands: it was cleaned before it was approved, and what
    was approved is what readers must see. Only `presenting.present` makes blocks for it."""
    return mark_safe(block["html"])  # noqa: S308


@register.simple_tag(takes_context=True)
def file_address(context, file: dict) -> str:
    """Where a file or image of a form is fetched; a preview names its own private prefix."""
    return addresses.file_address(file, context.get("preview_files_prefix") or "/files/")


@register.simple_tag
def version_address(index_number: str, number: int) -> str:
    return addresses.version_address(index_number, number)


@register.simple_tag(takes_context=True)
def canonical(context) -> str:
    """The one absolute address of this page: of all that may stand behind the ? it keeps the page number alone."""
    request, page = context["request"], context.get("page")
    number = getattr(page, "number", 1)
    return addresses.absolute(request, request.path) + (f"?page={number}" if number > 1 else "")


@register.simple_tag(takes_context=True)
def absolute(context, path: str) -> str:
    return addresses.absolute(context["request"], path)


@register.simple_tag(takes_context=True)
def first_image(context, form: dict) -> str:
    images = [block for block in form.get("body", []) if block["type"] == "image"]
    return addresses.absolute(context["request"], addresses.file_address(images[0])) if images else ""


@register.simple_tag(takes_context=True)
def site_domain(context) -> str:
    """SiteDomain of the national page tags: as set, else the host under which the page was asked for."""
    named = context["site"].home.get("site_domain")
    return named or urlsplit(addresses.absolute(context["request"], "/")).netloc


@register.simple_tag(takes_context=True)
def trail_data(context) -> str:
    """The breadcrumb as schema.org data, from the same names as the breadcrumb itself."""
    steps = [(_("首页"), reverse("home"))]
    steps += [(column.title, reverse("column", args=[column.code])) for column in context.get("trail") or ()]
    if context.get("above_url") and context.get("above"):
        steps.append((context["above"], context["above_url"]))
    if context.get("here"):
        steps.append((context["here"], context["request"].path))
    return structured.script(structured.breadcrumb(partial(addresses.absolute, context["request"]), steps))


@register.simple_tag(takes_context=True)
def paper_data(context) -> str:
    """The paper as schema.org data."""
    return structured.script(
        structured.paper(
            partial(addresses.absolute, context["request"]),
            form=context["form"],
            record=context["record"],
            published_at=context["published_at"],
            badge=context["shown"].badge,
            interpreted=context["interpreted"],
        )
    )


@register.simple_tag(takes_context=True)
def site_data(context) -> str:
    """The site and who runs it as schema.org data."""
    site = context["site"]
    return structured.script(
        structured.site(partial(addresses.absolute, context["request"]), str(site.name), site.home)
    )


@register.simple_tag(takes_context=True)
def site_mark(context, use: str) -> str:
    """The address of an issued image of the footer, or nothing."""
    files = context["site"].home.get("files", [])
    return next((addresses.file_address(file) for file in files if file.get("use") == use), "")


@register.simple_tag(takes_context=True)
def present(context):
    """The form of this page made ready: body with headings' ids, contents, validity of today."""
    expiry = context.get("expiry")
    return presenting.present(
        context["form"],
        state=context.get("state") or "public",
        ended_as=history.ended_as(expiry) if expiry else "",
    )


@register.simple_tag
def date(value) -> str:
    """A date with its machine form."""
    found = words.as_day(value)
    if not found:
        return "—"
    return format_html('<time datetime="{}">{}</time>', found.isoformat(), words.day(found))


@register.simple_tag
def time(value: dt.datetime) -> str:
    local = timezone.localtime(value)
    machine = local.isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{}</time>', machine, words.moment(value))


@register.filter
def numeral(value: int) -> str:
    """How chapters are numbered: 二."""
    return numeral_of(value)


@register.filter
def thousands(value: int) -> str:
    return f"{value:,}"


@register.filter
def row_tag(row) -> str:
    return badges.kind_tag(row.kind, row.genre)


@register.filter
def style_label(row) -> str:
    """The form of an interpretation in a list: 文字, 图解 …"""
    return dict(Interpretation._meta.get_field("style").choices).get(row.genre, "")


@register.filter
def page_numbers(page) -> list[int]:
    """The numbers to show, with 0 where some are left out."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in numbers]


@register.simple_tag(takes_context=True)
def page_query(context, number: int) -> str:
    """The address of another page of this list, with whatever the reader chose."""
    listing = context.get("listing")
    return listing.choices.query(page=number) if listing else f"?page={number}"


@register.filter
def act_badge(event):
    return badges.act_badge(event)


@register.filter
def content_digest(line) -> str:
    """The salted digest of the content, as the leaf of this line of a history says it; of an act without content none."""
    leaf = line.event.member_leaf if line.event.part_of_id else line.event.record
    return json.loads(leaf.leaf).get("content", "")


@register.simple_tag(takes_context=True)
def receipt_code(context, base: str) -> str:
    """On paper: a code that leads to the page of the receipt, and its address in words."""
    address = addresses.absolute(context["request"], f"{base}receipt/")
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=2, omitsize=True, lineclass=None, svgclass=None)
    drawn = mark_safe(drawn)  # noqa: S308 - squares only, drawn here
    return format_html("{}<p>{}<br>{}</p>", drawn, _("公开凭证的说明"), address)


@register.simple_tag
def today() -> dt.date:
    return timezone.localdate()


@register.simple_tag(takes_context=True)
def reader_display(context) -> Display:
    """A preview shows what everybody will see, however its reader has set the site."""
    return Display() if context.get("preview") else display_of(context.get("request"))

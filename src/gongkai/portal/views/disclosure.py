"""政府信息公开专栏 (国办公开办函〔2019〕61号)."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.catalogue.queries import matters_in_use
from gongkai.portal import queries
from gongkai.portal.context import frame_of
from gongkai.portal.statutory import answers

RULES_SHOWN = 8
GUIDES_SHOWN = 8


@require_safe
def disclosure(request):
    frame = frame_of(request)
    blocks = queries.fixed_blocks(frame)
    by_article = answers(list(matters_in_use().order_by("code")), queries.matter_counts(frame.digest))
    guides = queries.guides(blocks["guide"], frame)
    context = {
        "section": next((c.code for c in frame.top_columns if c.title == queries.DISCLOSURE_TITLE), ""),
        "blocks": blocks,
        "guide": guides[0] if guides else None,
        "other_guides": guides[1:GUIDES_SHOWN],
        "rules": queries.newest_in(blocks["rules"], RULES_SHOWN),
        "articles": list(zip((20, 21), by_article, strict=True)),
        "reports": queries.reports_by_year(blocks["reports"]),
        "others": queries.other_columns(frame),
    }
    return render(request, "portal/disclosure.html", context)

"""What every page with a list of papers does: read the choices, narrow the list, cut out one page."""

from django.core.paginator import Paginator

from gongkai.portal.choices import read_choices
from gongkai.portal.context import frame_of
from gongkai.portal.queries import ORDERS, Listing, Scope

PER_PAGE = 12


def listing_of(request, scope: Scope) -> Listing:
    choices = read_choices(request, names=scope.names, orders=tuple(ORDERS))
    return Listing(scope, choices, frame_of(request).digest)


def list_context(request, scope: Scope) -> dict:
    """`page` and `listing` for parts/listing.html."""
    listing = listing_of(request, scope)
    return {"listing": listing, "page": page_of(request, listing)}


def page_of(request, rows, per_page: int = PER_PAGE):
    """A page that does not exist answers with the nearest one that does."""
    return Paginator(rows, per_page).get_page(read_choices(request, names=()).page)

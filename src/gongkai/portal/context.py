"""What every template may ask for. Nothing is read until a template does, so back-office pages pay nothing."""

from django.utils.functional import SimpleLazyObject

from gongkai.portal.queries import Frame, site_frame


def site(request) -> dict:
    return {"site": SimpleLazyObject(lambda: frame_of(request))}


def frame_of(request) -> Frame:
    """The site frame, asked for once in a request however many ask for it."""
    if not hasattr(request, "portal_frame"):
        request.portal_frame = site_frame()
    return request.portal_frame

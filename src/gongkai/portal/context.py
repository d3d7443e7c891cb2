"""What every template may ask for. Nothing is read until a template does, so back-office pages pay nothing."""

from django.utils.functional import SimpleLazyObject

from gongkai.portal.queries import site_frame


def site(request) -> dict:
    return {"site": SimpleLazyObject(site_frame)}

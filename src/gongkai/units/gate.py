"""The gate: every back-office address has a rule, and an address without one is closed to everybody.

It alone stands between a superuser and the admin framework's own views, which ask Django's permissions or `is_superuser`.
Each app declares its addresses in `addresses.py`; `tests/units/test_gate.py` walks through all that can be resolved.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.urls import URLPattern, URLResolver, get_resolver

from gongkai.units.models import Role
from gongkai.units.rules import current_posts, has_role

Rule = Callable[..., bool]
BACK_OFFICE = "admin/"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

_rules: dict[str, Rule] = {}


def declare(view_name: str, rule: Rule) -> None:
    """Give one address (its full resolver name, such as `wagtailadmin_pages:edit`) its rule; once and for all."""
    if view_name in _rules:
        raise ImproperlyConfigured(f"The address {view_name} has a rule already.")
    _rules[view_name] = rule


def rule_for(view_name: str | None) -> Rule | None:
    return _rules.get(view_name) if view_name else None


def anybody(user, kwargs, request) -> bool:
    """Also people who are not signed in."""
    return True


def staff(user, kwargs, request) -> bool:
    return bool(current_posts(user))


def roles(*names: str) -> Rule:
    """Whoever holds one of these roles in any unit."""

    def rule(user, kwargs, request) -> bool:
        return any(has_role(user, name) for name in names)

    return rule


office = roles(Role.OFFICE)


def auditor_or(rule: Rule) -> Rule:
    """The auditor may look; everybody else as `rule` says."""

    def either(user, kwargs, request) -> bool:
        looks = request.method in SAFE_METHODS and has_role(user, Role.AUDITOR)
        return looks or rule(user, kwargs, request)

    return either


@dataclass(frozen=True)
class Address:
    pattern: str
    view_name: str
    kwargs: tuple[str, ...]
    callback: Callable

    @property
    def in_back_office(self) -> bool:
        return self.pattern.startswith(BACK_OFFICE)


def enumerate_addresses(urlconf=None) -> list[Address]:
    """Every address that can be resolved, named or not (`view_name` is empty then), in the order of resolving."""
    return list(_walk(get_resolver(urlconf).url_patterns, "", (), ()))


def _walk(patterns, prefix, namespaces, kwargs):
    for entry in patterns:
        pattern = prefix + str(entry.pattern).removeprefix("^")
        names = kwargs + tuple(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry.url_patterns, pattern, inner, names)
        elif isinstance(entry, URLPattern):
            view_name = ":".join((*namespaces, entry.name)) if entry.name else ""
            yield Address(pattern, view_name, names, entry.callback)

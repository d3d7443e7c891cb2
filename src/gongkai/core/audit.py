"""The audit trail (网络安全法 §21): what staff did, from where, kept at least six months.

It never holds passwords, codes, tokens or the content of what was sent.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from ipaddress import ip_address

from django.conf import settings
from django.utils import timezone

from gongkai.core.models import AuditEntry

KEEP_DAYS = 183
CLEAR_BATCH = 500

_seen_from: ContextVar[str | None] = ContextVar("gongkai_audit_address", default=None)
_labels: dict[str, object] = {}


def record(*, user, action, target="", detail="", request=None, outcome="ok") -> AuditEntry:
    """Write one entry, in the caller's transaction: an act that is rolled back leaves none.

    `user` may be None (the command line, or somebody who is not signed in). Inside a web request the address is known
    without `request` being given.
    """
    person = user if getattr(user, "is_authenticated", False) else None
    return AuditEntry.objects.create(
        user_id=person.pk if person else None,
        username=person.get_username() if person else "",
        unit_name=getattr(person, "unit_names", "")[:120],
        action=str(action)[:80],
        target=_plain(target)[:200],
        detail=_plain(detail),
        address=client_address(request) if request is not None else _seen_from.get(),
        outcome=str(outcome)[:16],
    )


def name_actions(labels: dict[str, object]) -> None:
    """Give codes of actions their Chinese labels for the log page."""
    _labels.update(labels)


def action_labels() -> dict[str, str]:
    return {code: str(label) for code, label in _labels.items()}


def label_of(action: str) -> str:
    return str(_labels.get(action, action))


def clear_old_entries() -> int:
    """Delete what is older than 183 days (a trigger refuses anything younger), in short transactions."""
    before = timezone.now() - timedelta(days=KEEP_DAYS)
    cleared = 0
    while ids := list(
        AuditEntry.objects.filter(at__lt=before).order_by("id").values_list("pk", flat=True)[:CLEAR_BATCH]
    ):
        cleared += AuditEntry.objects.filter(pk__in=ids).delete()[0]
    return cleared


@contextmanager
def seen_from(address: str | None):
    """Every entry written inside carries this address."""
    token = _seen_from.set(address)
    try:
        yield
    finally:
        _seen_from.reset(token)


def client_address(request) -> str | None:
    """Who is asking: the peer, or what trusted proxies (GONGKAI_TRUSTED_PROXIES) say of it, read from the right.

    A client can write anything into X-Forwarded-For; only what a trusted proxy added counts.
    """
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while address is not None and hops and _is_trusted(address):
        before = _parsed(hops.pop())
        if before is None:
            break
        address = before
    return str(address) if address is not None else None


def _is_trusted(address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)


def _parsed(text: str):
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _plain(text) -> str:
    return str(text).replace("\0", "")

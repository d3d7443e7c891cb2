"""Public things by their addresses, for whoever wants to check them against the log."""

from gongkai.core.models import Act, Event, Thing, ThingState, Version
from gongkai.core.queries import PUBLIC_STATES, current_forms
from gongkai.portal.queries.papers import paper_thing
from gongkai.portal.queries.plan import public_plan, withdrawn_plan

PROVED_WITH = ("record", "part_of__record", "member_leaf", "salt", "version", "thing")


def thing_at(kind: str, words: dict) -> Thing | None:
    """The thing whose page stands at an address of that kind, public or withdrawn."""
    if kind == "paper":
        return paper_thing(f"{words['prefix']}/{words['number']}")
    if kind == "plan":
        return public_plan()[0] if public_plan() else withdrawn_plan()
    if kind == "intake":
        found = Thing.objects.filter(kind="intake", object_id=words["number"])
        return found.exclude(state=ThingState.DRAFT).first()
    return next(
        (thing for thing, form in current_forms(kind) if _code(kind, form) == words.get("code")), None
    )


def proved_event(thing: Thing, version: int | None = None) -> Event | None:
    """What made that version public, or without one what happened last to its content: of a withdrawn thing the
    withdrawal, which stands in the log as well."""
    events = Event.objects.filter(thing=thing).select_related(*PROVED_WITH)
    if version is not None:
        row = Version.objects.filter(thing=thing, number=version).values_list("event_id", flat=True).first()
        return events.get(pk=row) if row else None
    acts = (Act.PUBLISH, Act.CORRECT) if thing.state in PUBLIC_STATES else (Act.WITHDRAW, Act.EXPIRE)
    return events.filter(act__in=acts).order_by("-pk").first()


def readable_version(event: Event) -> Version | None:
    """The version that the event made public, while its text may be read."""
    version = getattr(event, "version", None)
    readable = version and version.form is not None and event.thing.state in PUBLIC_STATES
    return version if readable else None


def _code(kind: str, form: dict) -> str | None:
    return {"column": lambda: form["code"], "unit_home": lambda: form["unit"]["code"]}.get(
        kind, lambda: None
    )()

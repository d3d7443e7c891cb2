"""What the record says of an event: no names of staff, no text, no digest that anything can be guessed from."""

import json

from django.utils import timezone

from gongkai.core.models import Event, MemberLeaf, Record, Salt, Thing, Version
from gongkai.core.text import salted_digest

SHAPE = 2  # Leaves of shape 1, from before the transparency log, lack `unit` and `matter`.
ABOUT = ("unit", "matter")


def leaf_of(
    event: Event,
    version: Version | None = None,
    salt: Salt | None = None,
    *,
    about: dict,
    files: list[str] | None = None,
    members: dict | None = None,
    shape: int = SHAPE,
) -> dict:
    """`about`: `about_form` of what the event makes public, `about_thing` of an act that makes nothing public.

    `files`: the version's digests where the caller knows them; `members`: of a batch, their count and root.
    """
    thing = event.thing
    leaf = {
        "v": shape,
        "act": event.act,
        "mode": event.mode,
        "thing": thing.index_number or f"{thing.kind}-{thing.object_id}",
        "at": event.at.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds"),
        "reason_code": event.reason_code,
    }
    if shape > 1:
        leaf |= about
    if version:
        leaf["version"] = version.number
    if version and salt:
        if files is None:
            files = [file.sha256 for file in version.files.all()]
        leaf["content"] = salted_digest(salt.value, version.form)
        leaf["files"] = sorted(salted_digest(salt.value, sha256) for sha256 in files)
    if members:
        leaf["members"] = members
    return leaf


def about_form(form: dict | str) -> dict:
    """Codes of the unit that answers for it and of its matter, where the form names them."""
    if isinstance(form, str):
        form = json.loads(form)
    return {name: form[name]["code"] for name in ABOUT if form.get(name)}


def about_thing(thing: Thing) -> dict:
    """What the thing's newest leaf says; its form may be gone for good."""
    newest = Record.objects.filter(event__thing=thing).order_by("-number").first()
    newest = newest or MemberLeaf.objects.filter(event__thing=thing).first()
    return about_leaf(json.loads(newest.leaf)) if newest else {}


def about_leaf(said: dict) -> dict:
    return {name: said[name] for name in ABOUT if name in said}

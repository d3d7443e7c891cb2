"""The kinds of publishable things. Each app declares its own in `public.py` and registers it when it is ready."""

from collections.abc import Iterable
from typing import Any, ClassVar

from gongkai.core.hashes import form_files
from gongkai.core.models import Event, Thing, Version

_kinds: dict[str, "PublicKind"] = {}


class PublicKind:
    """What the door and the reviews must know of a kind. One subclass per kind; instances are stateless.

    `stages` names the approvals the door counts, in order. `visible_when_expired`: documents stay readable with a
    notice at their head, register entries come down. `writers` says whose drafts they are: the unit's, the office's.
    `is_site`: one of the site's own pages. `removable`: it may leave the public again. `is_batch`: it stands for many
    things that become public with it (`core.batches`).
    """

    name: ClassVar[str]
    label: ClassVar[Any]
    stages: ClassVar[tuple[str, ...]] = ("initial", "second", "final")
    visible_when_expired: ClassVar[bool] = True
    is_page: ClassVar[bool] = False
    is_site: ClassVar[bool] = False
    is_batch: ClassVar[bool] = False
    removable: ClassVar[bool] = True
    writers: ClassVar[tuple[str, ...]] = ("unit",)

    def load(self, object_id: int, revision_id: int | None):
        """The source object as that revision says; the newest draft when `revision_id` is None."""
        raise NotImplementedError

    def form(self, source) -> dict:
        """The public form: what outsiders may see, and nothing else. Deterministic for one revision."""
        raise NotImplementedError

    def files(self, source) -> set[str]:
        """The SHA-256 of every file that would become public with it."""
        return {item["sha256"] for item in form_files(self.form(source))}

    def file_notes(self, source) -> dict[str, list[str]]:
        """By SHA-256: sentences for staff on how that file's public copy differs from what was uploaded."""
        return {}

    def members(self, source) -> Iterable:
        """Of a batch: lists of `core.batches.Member`, in the order of the batch, a bearable number at a time."""
        return ()

    def apply_members(self, *, event: Event, rows: list) -> None:
        """Of a batch: bring the members' source rows and read models up to date; inside the door's transaction."""

    def unit(self, source):
        """The unit (units.Unit) that answers for it."""
        raise NotImplementedError

    def unit_id(self, thing: Thing) -> int:
        """The id of that unit, without loading the source."""
        raise NotImplementedError

    def newest_revision_id(self, thing: Thing) -> int | None:
        raise NotImplementedError

    def due_to_expire(self, today) -> list[tuple[Thing, str, str]]:
        """Public things whose time is up before that day: (thing, reason code, reason)."""
        return []

    def authors(self, thing: Thing, revision_id: int) -> set[int]:
        """Ids of everybody who wrote any part of what changed since the last public version."""
        raise NotImplementedError

    def problems(self, source) -> list[str]:
        """Sentences that say what is missing before it may be submitted; empty when ready."""
        return []

    def apply(self, *, thing: Thing, event: Event, version: Version, form: dict, source) -> None:
        """Bring source row and read model to the newest version; runs inside the door's transaction."""

    def retract(self, *, thing: Thing, event: Event) -> None:
        """Take it out of every public list; runs inside the door's transaction."""

    def expire(self, *, thing: Thing, event: Event) -> None:
        """Mark it as no longer in force; runs inside the door's transaction."""

    def address(self, thing: Thing, form: dict | None = None) -> str:
        """Its public address; it must not tell anything of the content."""
        raise NotImplementedError


def register(kind: PublicKind) -> PublicKind:
    _kinds[kind.name] = kind
    return kind


def kind_of(thing: Thing) -> PublicKind:
    return _kinds[thing.kind]


def get_kind(name: str) -> PublicKind:
    return _kinds[name]


def all_kinds() -> list[PublicKind]:
    return list(_kinds.values())

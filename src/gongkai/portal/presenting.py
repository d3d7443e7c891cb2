"""A public form made ready for its page: the same for the published page and for the preview of a draft."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core.text import CHINESE, MONGOLIAN, TIBETAN
from gongkai.portal.badges import Badge, kind_tag, validity_badge
from gongkai.portal.body import Entry, render_body

SCRIPTS = {TIBETAN: "tibetan", MONGOLIAN: "mongolian"}


@dataclass(frozen=True)
class Shown:
    form: dict
    tag: str
    badge: Badge | None
    blocks: list[dict]
    contents: list[Entry]
    script: str

    @property
    def document(self) -> dict:
        return self.form.get("document") or {}

    @property
    def asks_for_interpretation(self) -> bool:
        """Whether the matter it answers to names an interpretation among what must be public (方案 3.2, 解读与政策同步)."""
        elements = (self.form.get("matter") or {}).get("elements") or []
        is_named = any("解读" in element and "如有" not in element for element in elements)
        return self.form["kind"] == "document" and is_named

    @property
    def genre(self) -> str:
        return self.document.get("genre_label", "")


def present(form: dict, *, state: str = "public", ended_as: str = "", today: dt.date | None = None) -> Shown:
    """`ended_as` is why it is no longer in force (repealed, lapsed), which the record says and the form does not."""
    document = form.get("document") or {}
    if ended_as and document:
        document = document | {"validity": ended_as}
    language = form.get("language") or CHINESE
    blocks, contents = render_body(
        form.get("body") or [],
        language=language,
        table_label=_("表格，可左右滚动"),
        upright_label=_("蒙古文竖排，可左右滚动"),
    )
    return Shown(
        form=form,
        tag=kind_tag(form["kind"], document.get("genre") or (form.get("news") or {}).get("style", "")),
        badge=_badge(document, state, today or timezone.localdate()) if document else None,
        blocks=blocks,
        contents=contents,
        script=SCRIPTS.get(language, "chinese"),
    )


def _badge(document: dict, state: str, today: dt.date) -> Badge:
    return validity_badge(
        validity=document.get("validity", ""),
        effective_on=document.get("effective_on"),
        expires_on=document.get("expires_on"),
        state=state,
        today=today,
    )

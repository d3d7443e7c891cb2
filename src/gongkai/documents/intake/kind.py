"""A batch at the door: one yes of the office for papers that were public before (docs/adr/0008-batches.md)."""

import json

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from gongkai.core.batches import Member, MemberRow
from gongkai.core.hashes import form_files
from gongkai.core.kinds import PublicKind, register
from gongkai.documents import public_forms
from gongkai.documents.models import PAPER_MODELS, Intake, IntakeItem, PublishedPaper
from gongkai.translog import merkle_root

AT_A_TIME = 250
MODEL_OF_KIND = {model.kind_name: model for model in PAPER_MODELS}


class IntakeKind(PublicKind):
    """Submitted by whoever took it in, approved by one of the office. What it published is corrected one by one."""

    name, label, stages = "intake", gettext_lazy("历史信息入库"), ("final",)
    is_batch, removable, writers = True, False, ("unit", "office")

    def load(self, object_id, revision_id):
        intakes = Intake.objects.select_related("unit").prefetch_related("unit__names")
        return intakes.get(pk=object_id, **({"round": revision_id} if revision_id else {}))

    def form(self, source):
        return intake_form(source)

    def files(self, source):
        """Every file of every member; only the forms that name one are read."""
        forms = source.items.filter(form__contains='"sha256"').values_list("form", flat=True)
        return {item["sha256"] for form in forms.iterator() for item in form_files(json.loads(form))}

    def unit(self, source):
        return source.unit

    def unit_id(self, thing):
        return Intake.objects.values_list("unit_id", flat=True).get(pk=thing.object_id)

    def newest_revision_id(self, thing):
        return Intake.objects.values_list("round", flat=True).get(pk=thing.object_id)

    def authors(self, thing, revision_id):
        return {Intake.objects.values_list("made_by_id", flat=True).get(pk=thing.object_id)}

    def problems(self, source):
        return [] if source.items.exists() else [_("这一批里没有信息。")]

    def address(self, thing, form=None):
        return reverse("intake", args=[thing.object_id])

    def members(self, source):
        items, last = source.items.order_by("position"), -1
        while chunk := list(items.filter(position__gt=last)[:AT_A_TIME]):
            last = chunk[-1].position
            yield [
                Member(item.thing_id, item.revision_id, item.content_hash, item.form, item) for item in chunk
            ]

    def apply_members(self, *, event, rows: list[MemberRow]):
        pages = _pages_of(rows)
        PublishedPaper.objects.bulk_create(
            _published(row, pages[row.event.thing.object_id], event) for row in rows
        )
        now = timezone.now()
        Page.objects.filter(pk__in=pages).update(
            live=True,
            live_revision_id=F("latest_revision_id"),
            first_published_at=now,
            last_published_at=now,
            has_unpublished_changes=False,
        )
        IntakeItem.objects.filter(pk__in=[row.member.item.pk for row in rows]).update(form="")


@translation.override(settings.LANGUAGE_CODE)
def intake_form(intake: Intake) -> dict:
    """Always in the language of the site, whoever looks: a yes is bound to these words."""
    return {
        "form": 1,
        "kind": "intake",
        "title": _("历史信息入库：%(name)s") % {"name": intake},
        "unit": {"code": intake.unit.code, "name": intake.unit.name_on(timezone.localdate(intake.made_at))},
        "source": intake.source_name,
        "count": intake.items.count(),
        "seal": seal_of(intake),
    }


def seal_of(intake: Intake) -> str:
    """The Merkle root over the members' exact forms, each under the batch's secret: one yes binds them all."""
    rows = intake.items.order_by("position").values_list("thing__index_number", "content_hash")
    return merkle_root(
        f"{intake.secret} {number} {digest}".encode() for number, digest in rows.iterator(chunk_size=1000)
    ).hex()


def _pages_of(rows: list[MemberRow]) -> dict:
    ids: dict[str, list[int]] = {}
    for row in rows:
        ids.setdefault(row.event.thing.kind, []).append(row.event.thing.object_id)
    return {
        page.pk: page
        for kind, pages in ids.items()
        for page in MODEL_OF_KIND[kind].objects.filter(pk__in=pages)
    }


def _published(row: MemberRow, page, event) -> PublishedPaper:
    """In lists it stands at the day on which it was first public, elsewhere, or else at the day it was written."""
    known = parse_date(row.form.get("origin", {}).get("published_on") or row.form["written_on"] or "")
    day = timezone.make_aware(timezone.datetime(known.year, known.month, known.day)) if known else event.at
    return PublishedPaper(
        thing=row.event.thing,
        kind=row.event.thing.kind,
        version=row.version,
        event=row.event,
        first_published_at=min(day, event.at),
        changed_at=event.at,
        **public_forms.published_values(page, row.form),
    )


register(IntakeKind())

"""Many drafts at once: pages, first revisions, things and index numbers, in a few statements for each model.

What the desk does for one paper (`documents.actions.create_draft`) is done here in bulk, to the same rows.
"""

from pathlib import Path
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Locale, Page, Revision

from gongkai.core.actions import next_index_numbers
from gongkai.core.hashes import member_hash
from gongkai.core.models import Thing
from gongkai.core.text import canonical_json, language_of
from gongkai.documents.intake.candidate import Candidate
from gongkai.documents.intake.kind import MODEL_OF_KIND
from gongkai.documents.intake.shelf import Shelf
from gongkai.documents.models import Attachment, Document, IntakeItem, Interpretation, News, Paper
from gongkai.documents.public_forms import paper_form
from gongkai.documents.uploads import Prepared, enter_prepared, keep_image

SAME_NAME = ("title", "source", "written_on", "keywords", "summary")
OF_DOCUMENTS = (
    *("genre", "outside_issuer", "co_issuers", "document_number", "topic"),
    *("effective_on", "expires_on", "validity"),
)


class Drafting:
    def __init__(self, *, shelf: Shelf, author, prepared: dict[Path, Prepared]):
        self.shelf, self.author, self.prepared = shelf, author, prepared
        self.locale = Locale.get_default()

    def draft(self, candidates: list[Candidate]) -> list[IntakeItem]:
        """Unsaved items in the order of the candidates; everything that they point at is stored."""
        pages = [self._page(candidate) for candidate in candidates]
        self._number(candidates, pages)
        self._store_pages(pages)
        self._store_attachments(candidates, pages)
        self._store_revisions(pages)
        things = self._store_things(pages)
        return [
            self._item(candidate, page, thing)
            for candidate, page, thing in zip(candidates, pages, things, strict=True)
        ]

    def _page(self, candidate: Candidate) -> Paper:
        model = MODEL_OF_KIND[candidate.kind]
        page = model(
            unit=self.shelf.units[candidate.unit_code],
            column=self.shelf.columns[candidate.column_code],
            matter=self.shelf.matters[candidate.matter_code],
            live=False,
            has_unpublished_changes=True,
            locale=self.locale,
            translation_key=uuid4(),
            slug=f"p-{uuid4().hex[:16]}",
            body=self._body(candidate),
            language=_language(candidate),
            origin_name=candidate.origin.name,
            origin_url=candidate.origin.url,
            origin_index_number=candidate.origin.index_number,
            origin_published_on=candidate.origin.published_on,
            **{name: getattr(candidate, name) for name in SAME_NAME},
        )
        page.draft_title = page.title
        page.attachments = []
        self._finish(page, candidate)
        return page

    def _finish(self, page: Paper, candidate: Candidate) -> None:
        if isinstance(page, Document):
            for name in OF_DOCUMENTS:
                setattr(page, name, getattr(candidate, name))
            if candidate.issuer_code and candidate.issuer_code != candidate.unit_code:
                page.issuer = self.shelf.units[candidate.issuer_code]
        elif isinstance(page, News | Interpretation) and candidate.genre:
            page.style = candidate.genre

    def _body(self, candidate: Candidate) -> list[tuple]:
        unit = self.shelf.units[candidate.unit_code]
        stored = {
            image.sha256: keep_image(image=image, unit_id=unit.pk, user=self.author)
            for image in candidate.images
        }
        return [
            ("text", block["html"])
            if block["type"] == "text"
            else ("image", {**_described(block), "file": stored[block["sha256"]]})
            for block in candidate.blocks
        ]

    def _number(self, candidates: list[Candidate], pages: list[Paper]) -> None:
        """Index numbers in the order of the source, unit by unit."""
        for code in dict.fromkeys(candidate.unit_code for candidate in candidates):
            own = [page for page in pages if page.unit.code == code]
            numbers = next_index_numbers(prefix=self.shelf.units[code].index_prefix, count=len(own))
            for page, number in zip(own, numbers, strict=True):
                page.index_number = number

    def _store_pages(self, pages: list[Paper]) -> None:
        for unit_id in dict.fromkeys(page.unit_id for page in pages):
            _add_below(self.shelf.homes[unit_id], [page for page in pages if page.unit_id == unit_id])
        bases = Page.objects.bulk_create(_base(page) for page in pages)
        for page, base in zip(pages, bases, strict=True):
            page.pk = page.id = page.page_ptr_id = base.pk
            page._state.adding, page._state.db = False, base._state.db
        for model in dict.fromkeys(map(type, pages)):
            _insert_children(model, [page for page in pages if type(page) is model])

    def _store_attachments(self, candidates: list[Candidate], pages: list[Paper]) -> None:
        for candidate, page in zip(candidates, pages, strict=True):
            if not candidate.attachments:
                continue
            files = [
                enter_prepared(prepared=self.prepared[path], unit_id=page.unit_id, user=self.author)
                for path in candidate.attachments
            ]
            page.attachments = [Attachment(file=file, sort_order=place) for place, file in enumerate(files)]
            page.attachments.commit()

    def _store_revisions(self, pages: list[Paper]) -> None:
        now, base_type = timezone.now(), ContentType.objects.get_for_model(Page)
        revisions = Revision.objects.bulk_create(
            Revision(
                content_type=ContentType.objects.get_for_model(type(page)),
                base_content_type=base_type,
                object_id=str(page.pk),
                object_str=page.title,
                user=self.author,
                created_at=now,
                content=page.serializable_data(),
            )
            for page in pages
        )
        for page, revision in zip(pages, revisions, strict=True):
            page.latest_revision_id = revision.pk
            page.latest_revision_created_at = now
        bases = [_base(page) for page in pages]
        for page, base in zip(pages, bases, strict=True):
            base.pk = page.pk
        Page.objects.bulk_update(bases, ["latest_revision", "latest_revision_created_at"])

    def _store_things(self, pages: list[Paper]) -> list[Thing]:
        return Thing.objects.bulk_create(
            Thing(
                kind=page.kind_name,
                object_id=page.pk,
                is_page=True,
                index_number=page.index_number,
                approvals_required=3,
            )
            for page in pages
        )

    def _item(self, candidate: Candidate, page: Paper, thing: Thing) -> IntakeItem:
        form = canonical_json(paper_form(page, index_number=thing.index_number))
        return IntakeItem(
            thing=thing,
            revision_id=page.latest_revision_id,
            key=candidate.key,
            digest=candidate.digest,
            content_hash=member_hash(form),
            form=form,
            where=candidate.where[:300],
            title=page.title,
            doubts=candidate.doubts,
        )


def _language(candidate: Candidate) -> str:
    words = [block["html"] for block in candidate.blocks if block["type"] == "text"]
    return language_of(" ".join([candidate.title, *words]))


def _described(block: dict) -> dict:
    return {"alt": block["alt"][:200], "caption": block["caption"][:200], "decorative": False}


def _base(page: Paper) -> Page:
    fields = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    return Page(**{name: getattr(page, name) for name in fields})


def _insert_children(model: type[Paper], pages: list[Paper]) -> None:
    """The rows of the model's own table. `bulk_create` refuses inherited tables though the parents' rows are there."""
    fields = model._meta.local_concrete_fields
    QuerySet(model)._batched_insert(pages, fields, batch_size=None)


def _add_below(home_id: int, pages: list[Paper]) -> None:
    """Places in the tree below a unit's home, which stays locked so that nobody else takes them."""
    home = Page.objects.select_for_update().get(pk=home_id)
    last = home.get_last_child()
    for page in pages:
        page.path = last._inc_path() if last else Page._get_path(home.path, home.depth + 1, 1)
        page.depth, page.numchild, last = home.depth + 1, 0, page
        page.url_path = f"{home.url_path}{page.slug}/"
        page.content_type = ContentType.objects.get_for_model(type(page))
    Page.objects.filter(pk=home_id).update(numchild=home.numchild + len(pages))

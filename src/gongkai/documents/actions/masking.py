"""From a blocked draft to a masked one, in one step: passages rewritten, files given another public copy."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile, NotAllowed, Refused
from gongkai.core.models import Thing
from gongkai.documents.models import PublishablePage, StoredFile
from gongkai.documents.public_forms import files_of, form_of
from gongkai.documents.uploads import masked_copy
from gongkai.review.checking.finding import Finding
from gongkai.review.checking.rulebook import Rulebook
from gongkai.review.findings import mark_of
from gongkai.review.inspection import check_text, raw_findings_of_file
from gongkai.review.masking.text import mask_html, mask_text
from gongkai.review.queries import open_submission
from gongkai.review.rulelists import current_rulebook
from gongkai.review.rules import may_write

PLAIN_FIELDS = (
    *("title", "source", "keywords", "summary", "co_issuers", "outside_issuer", "topic", "duties", "leaders"),
    *("address", "office_hours", "telephone", "fax", "email", "description", "motto", "motto_note"),
)


@dataclass(frozen=True)
class Masked:
    """How many values are masked now, in how many files."""

    values: int
    files: int


def mask_draft(*, page: PublishablePage, author, marks: set[str]) -> Masked:
    """A new revision of the newest draft without the values that these findings name. What is public stays as it is.

    The files are read and written before the transaction; if somebody saved another revision meanwhile, nothing changes.
    """
    thing = page.thing
    _check_allowed(thing, author)
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    seen = draft.latest_revision_id
    rulebook = current_rulebook()
    chosen = [each for each in check_text(form_of(draft), rulebook) if mark_of(each, "") in marks]
    files = _masked_files(draft, marks, chosen, rulebook, author)
    if not chosen and not files:
        raise Refused(_("这一处已经不在现在的稿子里，请刷新后再看。"))
    with transaction.atomic():
        thing = Thing.objects.select_for_update().get(pk=thing.pk)
        _check_allowed(thing, author)
        if type(page).objects.values_list("latest_revision_id", flat=True).get(pk=page.pk) != seen:
            raise Refused(_("刚才有人保存了新的一稿，没有改动。请刷新后再试。"))
        _rewrite(draft, chosen, {old: new for old, (new, _count) in files.items()})
        if not draft.live:
            draft.save()
        draft.save_revision(user=author)
    return Masked(values=len(chosen) + sum(count for _new, count in files.values()), files=len(files))


def _check_allowed(thing: Thing, author) -> None:
    if not may_write(author, thing):
        raise NotAllowed(_("只有本单位的经办可以修改。"))
    if open_submission(thing):
        raise Refused(_("这件信息正在审核中。要修改，先撤回送审。"))


def _masked_files(
    draft, marks: set[str], said: list[Finding], rulebook: Rulebook, author
) -> dict[int, tuple[StoredFile, int]]:
    """By the id of the file that is replaced."""
    masked = {}
    for stored in files_of(draft):
        copy, count = masked_file(stored=stored, marks=marks, said=said, rulebook=rulebook, user=author)
        if copy != stored:
            masked[stored.pk] = (copy, count)
    return masked


def masked_file(
    *, stored: StoredFile, marks: set[str], said: list[Finding], rulebook: Rulebook, user
) -> tuple[StoredFile, int]:
    """The row to stand in its place and how many values were masked in it; the same row when none of it is named.
    `said` are the chosen findings of the text, which may name the file by a value."""
    name = mask_text(stored.name, said)
    found = raw_findings_of_file(stored.sha256, name=stored.name, rulebook=rulebook) if marks else []
    chosen = [each for each in found if each.masked and mark_of(each, stored.sha256) in marks]
    if not chosen and name == stored.name:
        return stored, 0
    try:
        return masked_copy(stored=stored, findings=chosen, name=name, user=user), len(chosen)
    except BadFile as error:
        raise BadFile(_("%(name)s：%(error)s") % {"name": stored.name, "error": error}) from error


def _rewrite(draft, findings: list[Finding], files: dict[int, StoredFile]) -> None:
    for name in PLAIN_FIELDS:
        if isinstance(text := getattr(draft, name, None), str) and text:
            setattr(draft, name, mask_text(text, findings))
    if hasattr(draft, "body"):
        draft.body = [_rewritten_block(block, findings, files) for block in draft.body]
    for row in draft.attachments.all() if hasattr(draft, "attachments") else []:
        row.title = mask_text(row.title, findings)
        row.file = files.get(row.file_id, row.file)


def _rewritten_block(block, findings: list[Finding], files: dict[int, StoredFile]) -> tuple:
    if block.block_type == "text":
        return ("text", mask_html(str(block.value), findings))
    value = dict(block.value)
    stored = value["file"]
    value["file"] = files.get(stored.pk, stored) if stored else stored
    return ("image", value | _masked_words(value, lambda text: mask_text(text, findings)))


def _masked_words(value: dict, mask: Callable[[str], str]) -> dict:
    return {name: mask(value[name] or "") for name in ("alt", "caption")}

"""The checks over papers that are taken in: before any transaction, and once for each paper."""

from io import BytesIO
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.core.files import store_bytes
from gongkai.documents.intake.candidate import Candidate
from gongkai.documents.models import IntakeItem
from gongkai.documents.uploads import Prepared, prepare_file
from gongkai.review.findings import Kept, keep
from gongkai.review.inspection import Inspection, check_text, inspect
from gongkai.review.models import Clearance
from gongkai.review.rulelists import current_rulebook

TEXTS = ("title", "source", "keywords", "summary", "outside_issuer", "co_issuers", "topic", "document_number")
SAID = 3


class Screening:
    """`prepared` holds the public copies made of attachments, so that they are made once."""

    def __init__(self):
        self.rulebook = current_rulebook()
        self.prepared: dict[Path, Prepared] = {}
        self._found: dict[str, Inspection] = {}

    def problem(self, candidate: Candidate) -> str | None:
        """Why it cannot go with a batch. What the checks cannot read becomes a doubt, which the office's yes confirms."""
        try:
            inspection = inspect(thing=None, form=self._form(candidate), rulebook=self.rulebook)
        except BadFile as error:
            return str(error)
        stopped = [each for each in inspection.blocking if each.kind != "unreadable"]
        if stopped:
            return _reason(stopped)
        candidate.doubts += [
            f"{each.source_name} {each.where}：{each.message}" for each in inspection.blocking
        ]
        self._found[candidate.key] = inspection
        return None

    def text_problem(self, candidate: Candidate) -> str | None:
        """Without its files: nothing is stored for a rehearsal."""
        found = [keep(each) for each in check_text(text_form(candidate), self.rulebook)]
        stopped = [each for each in found if each.blocks and each.kind != "unreadable"]
        return _reason(stopped) if stopped else None

    def clear(self, items: list[IntakeItem]) -> None:
        Clearance.objects.bulk_create(
            Clearance(
                thing=item.thing,
                content_hash=item.content_hash,
                rules_key=self.rulebook.key,
                findings=[each.as_dict() for each in self._found[item.key].findings],
            )
            for item in items
        )

    def _form(self, candidate: Candidate) -> dict:
        return text_form(candidate) | {
            "body": [block | self._image(candidate, block) for block in candidate.blocks],
            "files": [self._attachment(path) for path in candidate.attachments],
        }

    def _image(self, candidate: Candidate, block: dict) -> dict:
        if block["type"] != "image":
            return {}
        image = next(each for each in candidate.images if each.sha256 == block["sha256"])
        released = store_bytes(BytesIO(image.public))
        return {"sha256": released.sha256, "name": image.facts.safe_name, "media_type": "", "size": 0}

    def _attachment(self, path: Path) -> dict:
        if path not in self.prepared:
            self.prepared[path] = prepare_file(path)
        done = self.prepared[path]
        return {"sha256": done.released.sha256, "name": done.facts.safe_name, "media_type": "", "size": 0}


def text_form(candidate: Candidate) -> dict:
    """What of it would be public, as a form; enough for a rehearsal, which opens no attachment."""
    return {name: getattr(candidate, name) for name in TEXTS} | {"body": candidate.blocks}


def _reason(findings: list[Kept]) -> str:
    said = [f"{each.source_name} {each.where} {each.excerpt}".strip() for each in findings[:SAID]]
    return _("检查有 %(count)d 处阻断：%(places)s。请改好来源再读，或者作为一件草稿单独办理。") % {
        "count": len(findings),
        "places": "；".join(said),
    }

"""One demo paper from its draft to where it stands: every step is the action that a person would take."""

import json
import re
from datetime import timedelta

from django.utils import timezone

from gongkai.catalogue.models import Matter
from gongkai.core.errors import Refused
from gongkai.demo.made_files import make_chart, make_file
from gongkai.demo.pages import Site
from gongkai.documents.actions import create_draft, save_draft
from gongkai.documents.importing.clean import clean_html
from gongkai.documents.models import PAPER_MODELS, PublishablePage
from gongkai.documents.uploads import keep_upload
from gongkai.portal.addresses import paper_address
from gongkai.review import actions as review
from gongkai.review.dossier import Dossier
from gongkai.review.models import Stage, Submission, SubmissionState
from gongkai.units.models import Role

SOURCE = "演示文本，不是真实公文"
MODELS = {model.kind_name: model for model in PAPER_MODELS}
PLAIN = (
    "title", "language", "written_on", "keywords", "summary", "genre", "topic", "co_issuers", "effective_on",
    "expires_on", "style",
)  # fmt: skip
STAGES = {
    Stage.INITIAL: Role.SECTION_REVIEWER,
    Stage.SECOND: Role.UNIT_SIGNATORY,
    Stage.FINAL: Role.OFFICE,
}
STAYS_AT = ("initial", "second", "final")
TO_PAPER = re.compile(
    r'(?<=href=")/papers/([\w-]+)(?=")'
)  # a link to another demo paper, by the stem of its file
# Where no program reads pictures, a person has to have looked at them.
CHARTS = {"kind": "unreadable", "reason": "图里只有文字说明中的数字，已经对照看过。"}
PUBLISHED_IN = timedelta(days=7)


class Paper:
    """One paper being brought to its state."""

    def __init__(self, site: Site, written: dict, pages: dict[str, PublishablePage]):
        self.site, self.staff, self.written = site, site.staff, written
        self.unit = self.staff.units[written["unit"]]
        self.author = self.staff.of(written["unit"], Role.CLERK)
        self.body = [self._block(block, pages) for block in written["body"]]
        self.page = create_draft(
            model=MODELS[written["kind"]],
            unit=self.unit,
            author=self.author,
            attachments=[self._keep(make_file(spec)) for spec in written.get("files", [])],
            **self._fields(pages),
        )

    def bring_to_its_state(self) -> None:
        state = self.written.get("state", "published")
        if state != "draft":
            getattr(self, f"_until_{'waiting' if state in STAYS_AT else state}")()
        for correction in self.written.get("corrections", []):
            self._correct(correction)
        if "removal" in self.written:
            self._remove(self.written["removal"])

    def _until_published(self) -> None:
        self._publish(self._submit())

    def _until_waiting(self) -> None:
        submission = self._submit()
        for stage in STAYS_AT[: STAYS_AT.index(self.written["state"])]:
            submission = self._approve(submission, stage)

    def _until_returned(self) -> None:
        submission = self._submit()
        stages = STAYS_AT[: STAYS_AT.index(self.written["returned_at"])]
        for stage in stages:
            submission = self._approve(submission, stage)
        person = self._reviewer(self.written["returned_at"])
        review.return_to_author(submission=submission, person=person, comment=self.written["return_comment"])

    def _until_scheduled(self) -> None:
        submission = self._submit(publish_at=timezone.now() + PUBLISHED_IN)
        for stage in STAGES:
            submission = self._approve(submission, stage)

    def _until_urgent_open(self) -> Submission:
        reason = self.written["urgent_reason"]
        submission = self._submit(urgent_reason=reason)
        office = self._reviewer(Stage.FINAL)
        return review.publish_urgently(submission=submission, person=office, reason=reason)

    def _until_urgent_done(self) -> None:
        submission = self._until_urgent_open()
        for stage in (Stage.INITIAL, Stage.SECOND):
            submission = self._approve(submission, stage)

    def _correct(self, correction: dict) -> None:
        text = json.dumps(self.body, ensure_ascii=False)
        for old, new in correction.get("replace", []):
            text = text.replace(_inner(old), _inner(new))
        self.body = json.loads(text)
        save_draft(page=self.page, author=self.author, body=text, **correction.get("set", {}))
        self._publish(self._submit(reason=correction["reason"], reason_code=correction["reason_code"]))

    def _remove(self, removal: dict) -> None:
        request = review.request_removal(
            thing=self.page.thing,
            person=self.staff.of(self.written["unit"], Role.UNIT_SIGNATORY),
            act=removal["act"],
            reason_code=removal["reason_code"],
            reason=removal["reason"],
        )
        if not removal.get("pending"):
            review.confirm_removal(removal=request, person=self._reviewer(Stage.FINAL))

    def _submit(self, **facts) -> Submission:
        charts = [CHARTS] if any(block["type"] == "image" for block in self.body) else []
        for lifting in self.written.get("liftings", []) + charts:
            self._lift(lifting["kind"], lifting["reason"])
        return review.submit(thing=self.page.thing, author=self.author, **facts)

    def _lift(self, kind: str, reason: str) -> None:
        """Asked by the clerk, granted by the section: what the checks would stop goes out all the same."""
        found = Dossier(user=self.author, thing=self.page.thing).checkup
        for group in found.of("blocking") if found else []:
            if group.findings[0].kind == kind:
                asked = review.request_lifting(
                    thing=self.page.thing, person=self.author, marks=group.marks, reason=reason
                )
                review.grant_lifting(lifting=asked, person=self._reviewer(Stage.INITIAL))

    def _publish(self, submission: Submission) -> None:
        for stage in STAGES:
            submission = self._approve(submission, stage)
        if submission.state != SubmissionState.PUBLISHED:
            raise Refused(f"演示文件《{submission.title}》没有公开：{submission.comment}")

    def _approve(self, submission: Submission, stage: str) -> Submission:
        return review.approve(submission=submission, person=self._reviewer(stage))

    def _reviewer(self, stage: str):
        if stage == Stage.FINAL:
            return self.staff.account("gongkaiban")
        return self.staff.of(self.written["unit"], STAGES[Stage(stage)])

    def _fields(self, pages) -> dict:
        written = self.written
        fields = {name: written[name] for name in PLAIN if name in written}
        fields |= {
            "column": self.site.columns[written["column"]],
            "matter": Matter.objects.get(code=written["matter"]),
            "source": SOURCE,
            "body": json.dumps(self.body, ensure_ascii=False),
        }
        if "number" in written:
            fields["document_number"] = written["number"]
        if "issuer" in written:
            fields["issuer"] = self.staff.units[written["issuer"]]
        if "interprets" in written:
            fields["interprets"] = pages[written["interprets"]]
        return fields

    def _block(self, block: dict, pages) -> dict:
        if "html" in block:
            html = TO_PAPER.sub(
                lambda found: paper_address(pages[found[1]].thing.index_number), block["html"]
            )
            return {"type": "text", "value": clean_html(html)}
        stored = self._keep(make_chart(block))
        value = {"file": stored.pk, "alt": block["alt"], "caption": block["caption"], "decorative": False}
        return {"type": "image", "value": value}

    def _keep(self, upload):
        return keep_upload(upload=upload, unit_id=self.unit.pk, user=self.author)


def _inner(text: str) -> str:
    """The text as it stands inside JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]

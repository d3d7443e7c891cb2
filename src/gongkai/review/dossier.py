"""Everything the page of one thing shows, gathered once and only as far as the reader may see it."""

import json
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.core.hashes import form_files
from gongkai.core.kinds import kind_of
from gongkai.core.models import Approval, Event, Thing, ThingState
from gongkai.core.queries import newest_version
from gongkai.core.text import canonical_json
from gongkai.review.checkup import Checkup, checkup
from gongkai.review.comparison import Change, compare
from gongkai.review.inspection import Inspection, inspect, inspection_of
from gongkai.review.models import OPEN_STATES, RemovalRequest, Stage, Submission, SubmissionState
from gongkai.review.queries import visible_rounds
from gongkai.review.reasons import Reason, find_reason
from gongkai.review.rulelists import current_rulebook
from gongkai.review.rules import sees_drafts

ENDINGS = {
    SubmissionState.RETURNED: gettext_lazy("退回"),
    SubmissionState.RECALLED: gettext_lazy("撤回送审"),
    SubmissionState.SUPERSEDED: gettext_lazy("结束"),
}


@dataclass(frozen=True)
class Step:
    label: str
    state: str  # done, current, todo or back
    person: object | None = None
    on_behalf_of: object | None = None
    at: object | None = None
    comment: str = ""


@dataclass(frozen=True)
class Round:
    """One submission with its trail."""

    submission: Submission
    steps: list[Step]


@dataclass(frozen=True)
class PastEvent:
    event: Event
    reason: Reason | None
    number: int | None


class Dossier:
    """`revision_id` is the content on the page: what is in review, else the newest draft, else the newest that the
    reader may see."""

    def __init__(self, *, user, thing: Thing):
        self.user = user
        self.thing = thing
        self.kind = kind_of(thing)
        self.drafts_seen = sees_drafts(user, thing)
        self.submissions = list(visible_rounds(user, thing))
        self.newest = self.submissions[0] if self.submissions else None
        self.running = self.newest if self.newest and _is_running(self.newest) else None
        self.revision_id = self._shown_revision()

    def _shown_revision(self) -> int | None:
        if self.running and (self.running.state in OPEN_STATES or not self.drafts_seen):
            return self.running.revision_id
        if self.drafts_seen:
            return self.kind.newest_revision_id(self.thing)
        if self.thing.is_public or not self.newest:
            return self.thing.revision_id
        return self.newest.revision_id

    @cached_property
    def source(self):
        return self.kind.load(self.thing.object_id, self.revision_id)

    @cached_property
    def form(self) -> dict:
        return self.kind.form(self.source)

    @cached_property
    def unit(self):
        return self.kind.unit(self.source)

    @property
    def title(self) -> str:
        return self.form["title"] or _("（没有标题）")

    @property
    def is_open(self) -> bool:
        return bool(self.running) and self.running.is_open

    @cached_property
    def problems(self) -> list[str]:
        return self.kind.problems(self.source) if self.drafts_seen and not self.is_open else []

    @cached_property
    def inspection(self) -> Inspection | None:
        """What the checks say of the content on the page: of what is in review as it was cleared, of a draft as it is."""
        if self.running:
            return inspection_of(self.thing, self.running.content_hash)
        if self.drafts_seen and self.differs and self.thing.state != ThingState.WITHDRAWN:
            return inspect(thing=self.thing, form=self.form, rulebook=current_rulebook())
        return None

    @cached_property
    def checkup(self) -> Checkup | None:
        return checkup(self.inspection) if self.inspection else None

    @cached_property
    def public_form(self) -> dict | None:
        version = newest_version(self.thing) if self.thing.is_public else None
        return json.loads(version.form) if version and version.form else None

    @cached_property
    def differs(self) -> bool:
        """Whether the content on the page is another than what is public."""
        return self.public_form is None or canonical_json(self.public_form) != canonical_json(self.form)

    @cached_property
    def changes(self) -> list[Change]:
        return compare(self.public_form, self.form) if self.public_form and self.differs else []

    @cached_property
    def files(self) -> list[dict]:
        """With `notes`, how the public copy differs from what was uploaded."""
        notes = self.kind.file_notes(self.source)
        return [item | {"notes": notes.get(item["sha256"], [])} for item in form_files(self.form)]

    @cached_property
    def public_address(self) -> str:
        return self.kind.address(self.thing, self.public_form) if self.public_form else ""

    @cached_property
    def authors(self) -> set[int]:
        """Nobody of them may say yes to the running submission."""
        if not self.running:
            return set()
        written = self.kind.authors(self.thing, self.running.revision_id)
        return written | {self.running.submitted_by_id}

    @cached_property
    def approvals(self) -> list[Approval]:
        return list(self.thing.approvals.select_related("person", "on_behalf_of"))

    @cached_property
    def rounds(self) -> list[Round]:
        return [Round(submission, self._steps(submission)) for submission in self.submissions]

    def _steps(self, submission: Submission) -> list[Step]:
        drafted = Step(
            _("送审"), "done", submission.submitted_by, None, submission.submitted_at, submission.reason
        )
        steps = [drafted, *filter(None, (self._step(submission, stage) for stage in self.kind.stages))]
        ending = ENDINGS.get(submission.state)
        if ending and submission.closed_at:
            closed_by, at = submission.closed_by, submission.closed_at
            steps.append(Step(ending, "back", closed_by, None, at, submission.comment))
        return steps

    def _step(self, submission: Submission, stage: str) -> Step | None:
        label = str(Stage(stage).label)
        for approval in self.approvals:
            if approval.stage == stage and approval.content_hash == submission.content_hash:
                return Step(
                    label, "done", approval.person, approval.on_behalf_of, approval.at, approval.comment
                )
        if not _is_running(submission):
            return None
        return Step(label, "current" if submission.stage == stage else "todo")

    @cached_property
    def events(self) -> list[PastEvent]:
        events = self.thing.events.select_related("record", "version", "actor", "asked_by").order_by("-id")
        return [
            PastEvent(
                event, find_reason(event.reason_code), event.version.number if _has_version(event) else None
            )
            for event in events
        ]

    @cached_property
    def removals(self) -> list[RemovalRequest]:
        return list(self.thing.removal_requests.select_related("asked_by", "decided_by").order_by("-id"))

    @cached_property
    def open_removal(self) -> RemovalRequest | None:
        return next((each for each in self.removals if each.state == RemovalRequest.State.OPEN), None)

    @property
    def removal_reason(self) -> Reason | None:
        return find_reason(self.open_removal.reason_code) if self.open_removal else None

    @property
    def correction_reason(self) -> Reason | None:
        return find_reason(self.running.reason_code) if self.running else None


def _is_running(submission: Submission) -> bool:
    return submission.state in (*OPEN_STATES, SubmissionState.LATE_REVIEW)


def _has_version(event: Event) -> bool:
    return hasattr(event, "version")

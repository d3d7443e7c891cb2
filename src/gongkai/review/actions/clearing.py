"""Blocked means blocked: a content goes on only with a clearance, made when nothing in it is blocked or all is lifted."""

from django.utils.translation import gettext as _

from gongkai.core.errors import Refused
from gongkai.core.hashes import form_files
from gongkai.core.kinds import kind_of
from gongkai.core.models import Thing
from gongkai.review.checking.rulebook import Rulebook
from gongkai.review.inspection import Inspection, findings_of_file, inspect, inspect_members
from gongkai.review.models import Clearance, Submission
from gongkai.review.rulelists import current_rulebook

MOST_SAID = 8


def examine(*, thing: Thing, revision_id: int) -> None:
    """Check every file, and every member of a batch, before any transaction: it may take long. What it finds is kept,
    so that the check under lock afterwards is quick."""
    kind, rulebook = kind_of(thing), current_rulebook()
    source = kind.load(thing.object_id, revision_id)
    for item in form_files(kind.form(source)):
        findings_of_file(item["sha256"], name=item["name"], rulebook=rulebook)
    for members in kind.members(source) if kind.is_batch else ():
        inspect_members(members, rulebook)


def clear(
    *, thing: Thing, form: dict, content_hash: str, words: dict | None = None, source=None
) -> Clearance:
    """The clearance of this content under today's lists. Raises `Refused` that names what is blocked."""
    rulebook = current_rulebook()
    inspection = inspect(thing=thing, form=form, rulebook=rulebook, words=words)
    problems = inspection.sentences + _members_problems(thing, source, rulebook)
    if problems:
        raise Refused("\n".join(_said(problems)))
    return _keep(thing, content_hash, inspection)


def ensure_cleared(submission: Submission) -> None:
    """Asked before the door opens: the lists may have changed since the submission, or the clearance never been made."""
    key = current_rulebook().key
    if Clearance.objects.filter(content_hash=submission.content_hash, rules_key=key).exists():
        return
    thing = submission.thing
    examine(thing=thing, revision_id=submission.revision_id)
    kind = kind_of(thing)
    source = kind.load(thing.object_id, submission.revision_id)
    clear(
        thing=thing,
        form=kind.form(source),
        content_hash=submission.content_hash,
        words=words_of(submission.reason, submission.urgent_reason),
        source=source,
    )


def refuse_private_words(*texts: str) -> None:
    """A reason becomes public as it is, and needs nobody's number. Raises `Refused` when it holds what the checks would
    stop, or a value that they would only warn of in a text."""
    inspection = inspect(thing=None, form=words_of(*texts), rulebook=current_rulebook())
    stopped = [each for each in inspection.findings if each.blocks or each.maskable]
    if stopped:
        found = "、".join(dict.fromkeys(each.excerpt for each in stopped))
        raise Refused(
            _("理由会一并公开，里面有不能公开的内容：%(found)s。请改写，不要写出具体号码和地址。")
            % {"found": found}
        )


def words_of(*texts: str) -> dict:
    return {f"reason{place or ''}": text for place, text in enumerate(texts) if text.strip()}


def _members_problems(thing: Thing, source, rulebook: Rulebook) -> list[str]:
    kind = kind_of(thing)
    if not kind.is_batch:
        return []
    return [each for members in kind.members(source) for each in inspect_members(members, rulebook)]


def _keep(thing: Thing, content_hash: str, inspection: Inspection) -> Clearance:
    clearance, _made = Clearance.objects.get_or_create(
        content_hash=content_hash,
        rules_key=inspection.rules_key,
        defaults={"thing": thing, "findings": [each.as_dict() for each in inspection.findings]},
    )
    return clearance


def _said(problems: list[str]) -> list[str]:
    if len(problems) <= MOST_SAID:
        return problems
    more = len(problems) - MOST_SAID
    return [*problems[:MOST_SAID], _("还有 %(count)d 处，见本页“检查”。") % {"count": more}]

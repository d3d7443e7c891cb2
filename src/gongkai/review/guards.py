"""Guards over the way to the door: a yes belongs to somebody who may say it, an event to what was said yes to.

A database cannot know who sits at the keyboard, nor compute a content hash. It can hold that every row which leads to
a publication fits all the others, so that one forged row is not enough, and that none of them changes afterwards.
"""

from gongkai.core.guards import Guard, no_replacing, register

OF_STAGE = "CASE NEW.stage WHEN 'initial' THEN 'section_reviewer' WHEN 'second' THEN 'unit_signatory' ELSE 'office' END"
SUBMITTED = (
    "FROM review_submission s WHERE s.thing_id = NEW.thing_id AND s.content_hash = NEW.content_hash"
    " AND s.submitted_by_id <> NEW.person_id AND s.state IN ('in_review','late_review')"
    " AND (s.stage = NEW.stage OR (NEW.stage = 'final' AND s.office_sees))"
)
HOLDS_THE_POST = (
    "EXISTS (SELECT 1 FROM units_post p WHERE p.user_id = coalesce(NEW.on_behalf_of_id, NEW.person_id)"
    f" AND p.role = {OF_STAGE} AND (NEW.stage = 'final' OR p.unit_id = s.unit_id))"
)
IS_DELEGATED = (
    "(NEW.on_behalf_of_id IS NULL OR EXISTS (SELECT 1 FROM review_delegation d WHERE d.giver_id = NEW.on_behalf_of_id"
    f" AND d.taker_id = NEW.person_id AND d.role = {OF_STAGE} AND d.ended_at IS NULL))"
)


def _never_changes(name: str, table: str, columns: str, message: str) -> Guard:
    changed = [f"NEW.{column} <> OLD.{column}" for column in columns.split()]
    return Guard(name, table, "UPDATE", " OR ".join(changed), message)


register(
    [
        Guard(
            "approval_insert",
            "core_approval",
            "INSERT",
            f"NOT EXISTS (SELECT 1 {SUBMITTED} AND {HOLDS_THE_POST} AND {IS_DELEGATED})",
            "审核意见只能由这一环节的审核人对送审的内容提出。",
        ),
        Guard(
            "event_submission",
            "core_event",
            "INSERT",
            "NEW.act IN ('publish','correct') AND NEW.part_of_id IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM review_submission s"
            " WHERE s.thing_id = NEW.thing_id AND s.content_hash = NEW.content_hash AND s.state = 'approved'"
            " AND s.revision_id = NEW.revision_id AND (NEW.mode <> 'urgent' OR s.urgent_by_id IS NOT NULL))",
            "公开的只能是审核完成的那一次送审。",
        ),
        Guard(
            "event_clearance",
            "core_event",
            "INSERT",
            "NEW.act IN ('publish','correct') AND NOT EXISTS (SELECT 1 FROM review_clearance c"
            " WHERE c.thing_id = NEW.thing_id AND c.content_hash = NEW.content_hash)",
            "公开的只能是检查通过的内容。",
        ),
        Guard(
            "event_withdrawal",
            "core_event",
            "INSERT",
            "NEW.act = 'withdraw' AND NOT EXISTS (SELECT 1 FROM units_post p WHERE p.user_id = NEW.actor_id"
            " AND p.role = 'office')",
            "撤回由政务公开办确认。",
        ),
        _never_changes(
            "submission_content",
            "review_submission",
            "id thing_id unit_id revision_id round content_hash submitted_by_id reason_code reason privacy",
            "送审的内容不能改，请撤回送审后重新送。",
        ),
        Guard(
            "submission_closed",
            "review_submission",
            "UPDATE",
            "OLD.state IN ('published','returned','recalled','superseded') AND NEW.state <> OLD.state",
            "已经结束的送审不能再开。",
        ),
        Guard("submission_delete", "review_submission", "DELETE", "1=1", "送审记录只增不删。"),
        _never_changes(
            "delegation_update",
            "review_delegation",
            "id giver_id taker_id role unit_id since until",
            "委托不能改，请结束后另行委托。",
        ),
        _never_changes(
            "removal_update",
            "review_removalrequest",
            "id thing_id unit_id act reason_code reason privacy asked_by_id",
            "撤回与失效的申请不能改。",
        ),
        Guard(
            "removal_decided",
            "review_removalrequest",
            "UPDATE",
            "OLD.state <> 'open' AND NEW.state <> OLD.state",
            "已经决定的申请不能再改。",
        ),
        Guard("removal_delete", "review_removalrequest", "DELETE", "1=1", "撤回与失效的申请只增不删。"),
        *no_replacing("review_submission", "id", "thing_id round"),
        Guard("clearance_update", "review_clearance", "UPDATE", "1=1", "检查通过的记录只增不改。"),
        Guard(
            "clearance_delete",
            "review_clearance",
            "DELETE",
            "EXISTS (SELECT 1 FROM core_event e WHERE e.content_hash = OLD.content_hash)"
            " OR EXISTS (SELECT 1 FROM review_submission s WHERE s.content_hash = OLD.content_hash)",
            "检查通过的记录只增不删。",
        ),
        *no_replacing("review_clearance", "id", "content_hash rules_key"),
        _never_changes(
            "lifting_update",
            "review_lifting",
            "id thing_id unit_id kind marks reason asked_by_id",
            "豁免的申请不能改。",
        ),
        Guard(
            "lifting_decided",
            "review_lifting",
            "UPDATE",
            "OLD.state <> 'open'",
            "已经决定的豁免不能再改。",
        ),
        Guard("lifting_delete", "review_lifting", "DELETE", "1=1", "豁免的记录只增不删。"),
        *no_replacing("review_lifting", "id"),
        Guard("rulelist_update", "review_rulelist", "UPDATE", "1=1", "清单的旧版只增不改。"),
        Guard("rulelist_delete", "review_rulelist", "DELETE", "1=1", "清单的旧版只增不删。"),
        *no_replacing("review_rulelist", "id", "name number"),
        *no_replacing("review_removalrequest", "id"),
    ]
)

"""Guards over the desk and the lists: a page is live only as the record says, a list row only with the newest version."""

from gongkai.core.guards import IS_PUBLIC, Guard, no_replacing, register

PAGE_THING = "FROM core_thing t WHERE t.is_page AND t.object_id"

# A revision that somebody was asked to approve, or that became public.
IN_USE = (
    "(EXISTS (SELECT 1 FROM core_event e WHERE e.revision_id = OLD.id)"
    " OR EXISTS (SELECT 1 FROM review_submission s WHERE s.revision_id = OLD.id)"
    " OR EXISTS (SELECT 1 FROM documents_intakeitem i WHERE i.revision_id = OLD.id))"
)
# A batch that somebody was asked to approve, or that became public.
SENT = (
    "EXISTS (SELECT 1 FROM review_submission s JOIN core_thing t ON t.id = s.thing_id WHERE t.kind = 'intake'"
    " AND t.object_id = {row}.intake_id AND s.state IN ('in_review','approved','published'))"
)
ITEM_CHANGED = " OR ".join(
    f"NEW.{column} <> OLD.{column}"
    for column in ("id", "intake_id", "position", "thing_id", "revision_id", "key", "content_hash")
)
PAPERS = "('document','interpretation','news','topic')"

register(
    [
        Guard(
            "paper_takes_three",
            "core_thing",
            "INSERT",
            f"NEW.kind IN {PAPERS} AND NEW.approvals_required <> 3",
            "文件要经三个人审核。",
        ),
        Guard(
            "paper_lapses_on_its_day",
            "core_event",
            "INSERT",
            "NEW.act = 'expire' AND NEW.asked_by_id IS NULL AND EXISTS (SELECT 1 FROM documents_publishedpaper p"
            " WHERE p.thing_id = NEW.thing_id AND (p.expires_on IS NULL OR p.expires_on >= NEW.at))",
            "没有到期的文件，由一人提出、另一人确认才能标明失效。",
        ),
        Guard(
            "approval_of_own_writing",
            "core_approval",
            "INSERT",
            "EXISTS (SELECT 1 FROM review_submission s JOIN core_thing t ON t.id = s.thing_id AND t.is_page"
            " JOIN wagtailcore_revision r ON r.id = s.revision_id WHERE s.thing_id = NEW.thing_id AND s.content_hash = NEW.content_hash AND r.user_id = NEW.person_id)",
            "审核人不能是本件的撰稿人。",
        ),
        Guard(
            "event_of_intake",
            "core_event",
            "INSERT",
            "NEW.part_of_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM documents_intakeitem i"
            " WHERE i.thing_id = NEW.thing_id AND i.revision_id = NEW.revision_id AND i.content_hash = NEW.content_hash"
            " AND EXISTS (SELECT 1 FROM core_event b JOIN core_thing t ON t.id = b.thing_id"
            " WHERE b.id = NEW.part_of_id AND t.kind = 'intake' AND t.object_id = i.intake_id))",
            "整批公开的只能是这一批里的信息。",
        ),
        Guard(
            "intakeitem_insert",
            "documents_intakeitem",
            "INSERT",
            SENT.format(row="NEW"),
            "已经送审的批次不能再加。",
        ),
        Guard(
            "intakeitem_update",
            "documents_intakeitem",
            "UPDATE",
            f"{ITEM_CHANGED} OR (NEW.form <> OLD.form AND NOT (NEW.form = '' AND EXISTS"
            " (SELECT 1 FROM core_thing t WHERE t.id = NEW.thing_id AND t.newest_event_id IS NOT NULL)))",
            "批次里的信息不能改，要改先去掉再入库。",
        ),
        Guard(
            "intakeitem_delete",
            "documents_intakeitem",
            "DELETE",
            SENT.format(row="OLD"),
            "已经送审的批次不能去掉信息。",
        ),
        Guard(
            "storedfile_update",
            "documents_storedfile",
            "UPDATE",
            "1=1",
            "上传的文件不能改，请另传一份。",
        ),
        Guard(
            "page_in_the_way",
            "wagtailcore_page",
            "UPDATE",
            "NEW.path <> OLD.path AND EXISTS (SELECT 1 FROM wagtailcore_page o WHERE o.path = NEW.path)",
            "不能用别的页面顶替已有的页面。",
            vendor="sqlite",
        ),
        *no_replacing("wagtailcore_page", "id", "path"),
        *no_replacing("wagtailcore_revision", "id"),
        *no_replacing("documents_storedfile", "id"),
        *no_replacing("documents_intakeitem", "id", "thing_id", "key"),
        *no_replacing("documents_publishedpaper", "thing_id"),
        Guard(
            "page_insert",
            "wagtailcore_page",
            "INSERT",
            "NEW.live AND NEW.depth > 1",
            "页面只能经公开之门公开。",
        ),
        Guard(
            "page_live",
            "wagtailcore_page",
            "UPDATE",
            f"NEW.live AND (NEW.depth > 1 OR OLD.depth > 1) AND NOT EXISTS (SELECT 1 {PAGE_THING} = NEW.id AND {IS_PUBLIC}"
            " AND t.revision_id = NEW.live_revision_id)",
            "页面的公开版本必须是最新公开事件的版本。",
        ),
        Guard(
            "page_dark",
            "wagtailcore_page",
            "UPDATE",
            f"NOT NEW.live AND OLD.live AND EXISTS (SELECT 1 {PAGE_THING} = NEW.id AND {IS_PUBLIC})",
            "已公开的页面只能经公开之门撤下。",
        ),
        Guard(
            "page_move",
            "wagtailcore_page",
            "UPDATE",
            f"NEW.path <> OLD.path AND EXISTS (SELECT 1 {PAGE_THING} = NEW.id AND t.newest_event_id IS NOT NULL)",
            "公开过的页面不能移动。",
        ),
        Guard(
            "page_delete",
            "wagtailcore_page",
            "DELETE",
            f"EXISTS (SELECT 1 {PAGE_THING} = OLD.id AND t.newest_event_id IS NOT NULL)",
            "公开过的页面不能删除。",
        ),
        Guard(
            "revision_update",
            "wagtailcore_revision",
            "UPDATE",
            "(NEW.content <> OLD.content OR NEW.object_id <> OLD.object_id OR NEW.id <> OLD.id)"
            f" AND {IN_USE}",
            "送审过、公开过的修订不能改。",
        ),
        Guard(
            "revision_delete",
            "wagtailcore_revision",
            "DELETE",
            IN_USE,
            "送审过、公开过的修订不能删。",
        ),
        Guard(
            "paper_insert",
            "documents_publishedpaper",
            "INSERT",
            f"NOT EXISTS (SELECT 1 FROM core_thing t WHERE t.id = NEW.thing_id AND {IS_PUBLIC})"
            " OR NEW.version_id <> (SELECT max(v.event_id) FROM core_version v WHERE v.thing_id = NEW.thing_id)",
            "公开目录只能经公开之门改变。",
        ),
        Guard(
            "paper_update",
            "documents_publishedpaper",
            "UPDATE",
            "NEW.thing_id <> OLD.thing_id OR NEW.event_id = OLD.event_id"
            " OR NEW.event_id <> (SELECT t.newest_event_id FROM core_thing t WHERE t.id = NEW.thing_id)"
            " OR NEW.version_id <> (SELECT max(v.event_id) FROM core_version v WHERE v.thing_id = NEW.thing_id)",
            "公开目录只能经公开之门改变。",
        ),
        Guard(
            "paper_delete",
            "documents_publishedpaper",
            "DELETE",
            f"EXISTS (SELECT 1 FROM core_thing t WHERE t.id = OLD.thing_id AND {IS_PUBLIC})",
            "公开目录只能经公开之门改变。",
        ),
    ]
)

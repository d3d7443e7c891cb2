"""Guards over the desk and the lists: a page is live only as the record says, a list row only with the newest version."""

from gongkai.core.guards import IS_PUBLIC, Guard, register

PAGE_THING = "FROM core_thing t WHERE t.is_page AND t.object_id"

register(
    [
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
            f"NEW.live AND NEW.depth > 1 AND NOT EXISTS (SELECT 1 {PAGE_THING} = NEW.id AND {IS_PUBLIC}"
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
            "(NEW.content <> OLD.content OR NEW.object_id <> OLD.object_id)"
            " AND EXISTS (SELECT 1 FROM core_event e WHERE e.revision_id = OLD.id)",
            "公开过的修订不能改。",
        ),
        Guard(
            "revision_delete",
            "wagtailcore_revision",
            "DELETE",
            "EXISTS (SELECT 1 FROM core_event e WHERE e.revision_id = OLD.id)",
            "公开过的修订不能删。",
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

"""三员分立 in the database, whatever the dates: nobody holds two of the three administrator roles on any one day."""

from gongkai.core.guards import Guard, register

THREE = "('system_admin','security_admin','auditor')"
APART = (
    f"NEW.role IN {THREE} AND EXISTS (SELECT 1 FROM units_post p WHERE p.user_id = NEW.user_id"
    f" AND p.role IN {THREE} AND p.role <> NEW.role"
    " AND (p.until IS NULL OR p.until >= NEW.since) AND (NEW.until IS NULL OR NEW.until >= p.since){another})"
)
MESSAGE = "系统管理员、安全管理员、审计员三员分立，一人不能担任两个。"

register(
    [
        Guard("post_insert", "units_post", "INSERT", APART.replace("{another}", ""), MESSAGE),
        Guard(
            "post_update", "units_post", "UPDATE", APART.replace("{another}", " AND p.id <> NEW.id"), MESSAGE
        ),
        Guard("unitname_update", "units_unitname", "UPDATE", "1=1", "单位名称只增不改，改名请登记新名称。"),
        Guard("unitname_delete", "units_unitname", "DELETE", "1=1", "单位名称只增不删。"),
    ]
)

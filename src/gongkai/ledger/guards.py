"""Nothing that was signed is taken back: no head is changed, none is smaller than the one before it."""

from gongkai.core.guards import Guard, no_replacing, register

KEPT = "公开日志签过的只增不改。"
NOT_RETIRED_ONCE = (
    "NEW.id <> OLD.id OR NEW.log_id <> OLD.log_id OR NEW.text <> OLD.text OR NEW.added_at <> OLD.added_at"
    " OR OLD.retired_at IS NOT NULL OR NEW.retired_at IS NULL"
)


def _kept(table: str, *, update: str = "1=1") -> list[Guard]:
    return [
        Guard(f"{table}_update", table, "UPDATE", update, KEPT),
        Guard(f"{table}_delete", table, "DELETE", "1=1", KEPT),
    ]


register(
    [
        *_kept("ledger_log"),
        *_kept("ledger_logkey", update=NOT_RETIRED_ONCE),
        *_kept("ledger_head"),
        *_kept("ledger_cosignature"),
        Guard(
            "ledger_head_grows",
            "ledger_head",
            "INSERT",
            "NEW.size <= (SELECT max(h.size) FROM ledger_head h WHERE h.log_id = NEW.log_id)",
            "公开日志只能增加：这个条数已经签过，或者签过更多。",
        ),
        *no_replacing("ledger_log", "id", "origin"),
        *no_replacing("ledger_logkey", "id", "text"),
        *no_replacing("ledger_head", "id", "log_id size"),
        *no_replacing("ledger_cosignature", "id", "head_id key moment"),
    ]
)

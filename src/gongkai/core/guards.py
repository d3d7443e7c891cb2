"""Triggers that hold the record even against a superuser, a shell or another program.

Each rule is written once as a condition that both databases understand; `NEW` and `OLD` are the rows. When the
condition is true the statement is refused with the rule's sentence, marked `gongkai:`. SQLite drops a table's triggers
when a migration rebuilds it, so they are dropped before every migrate and made again after it, and a system check
looks for them (docs/adr/0003-guards-in-the-database.md).
"""

from dataclasses import dataclass

from django.db import connections

PREFIX = "gongkai_guard_"
IS_PUBLIC = "t.state IN ('public','expired')"


@dataclass(frozen=True)
class Guard:
    name: str
    table: str
    moment: str  # INSERT, UPDATE or DELETE
    condition: str
    message: str
    vendor: str = ""  # of one database only


def _append_only(table: str, label: str, *, update: str = "1=1", delete: str = "1=1") -> list[Guard]:
    short = table.split("_", 1)[1]
    return [
        Guard(f"{short}_update", table, "UPDATE", update, f"{label}只增不改。"),
        Guard(f"{short}_delete", table, "DELETE", delete, f"{label}只增不删。"),
    ]


def no_replacing(table: str, *keys: str) -> list[Guard]:
    """SQLite's `OR REPLACE` deletes the row in the way, past the delete triggers unless `recursive_triggers` is on.

    Our own connections turn that on; another program does not. Each key is a set of columns that is unique.
    """
    short = table.split("_", 1)[1]
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} o WHERE "
        + " AND ".join(f"o.{column} = NEW.{column}" for column in key.split())
        + ")"
        for key in keys
    )
    return [Guard(f"{short}_replace", table, "INSERT", taken, "不能用新行顶替已有的行。", vendor="sqlite")]


APPROVERS = (
    "(SELECT count(DISTINCT a.person_id) FROM core_approval a WHERE a.thing_id = NEW.thing_id"
    " AND a.content_hash = NEW.content_hash)"
)
REQUIRED = "(SELECT t.approvals_required FROM core_thing t WHERE t.id = NEW.thing_id)"
OF_EVENT = "(SELECT e.{column} FROM core_event e WHERE e.id = NEW.newest_event_id)"
NEWEST_OF_THING = "(SELECT max(e.id) FROM core_event e WHERE e.thing_id = {thing})"
RECORDED = "EXISTS (SELECT 1 FROM core_record r WHERE r.event_id = {event})"
STATE_OF_ACT = (
    "(SELECT CASE e.act WHEN 'withdraw' THEN 'withdrawn' WHEN 'expire' THEN 'expired' WHEN 'late_review' THEN OLD.state"
    " ELSE 'public' END FROM core_event e WHERE e.id = NEW.newest_event_id)"
)

GUARDS: list[Guard] = [
    *_append_only("core_event", "公开事件"),
    *_append_only("core_record", "公开记录"),
    *_append_only("core_approval", "审核意见"),
    *_append_only(
        "core_publicfile",
        "公开文件目录",
        delete="EXISTS (SELECT 1 FROM core_version v WHERE v.event_id = OLD.version_id AND v.form IS NOT NULL)",
    ),
    *_append_only(
        "core_salt",
        "摘要盐值",
        delete="EXISTS (SELECT 1 FROM core_version v WHERE v.event_id = OLD.event_id AND v.form IS NOT NULL)",
    ),
    *_append_only(
        "core_version",
        "公开版本",
        update="NOT (OLD.form IS NOT NULL AND NEW.form IS NULL AND NEW.redacted_by_id IS NOT NULL"
        " AND NEW.event_id = OLD.event_id AND NEW.thing_id = OLD.thing_id AND NEW.number = OLD.number"
        f" AND NEW.redacted_by_id = {NEWEST_OF_THING.format(thing='OLD.thing_id')}"
        f" AND NOT {RECORDED.format(event='NEW.redacted_by_id')})",
    ),
    *_append_only(
        "core_indexsequence",
        "索引号序列",
        update="NEW.last <= OLD.last OR NEW.prefix <> OLD.prefix OR NEW.year <> OLD.year OR NEW.id <> OLD.id",
    ),
    *_append_only("core_auditentry", "操作日志", delete="{younger_than_183_days}"),
    Guard(
        "event_people",
        "core_event",
        "INSERT",
        f"NEW.act IN ('publish','correct','late_review') AND {APPROVERS} < "
        f"CASE WHEN NEW.mode = 'urgent' THEN 1 ELSE {REQUIRED} END",
        "审核同意的人数不够，不能公开。",
    ),
    Guard(
        "version_insert",
        "core_version",
        "INSERT",
        "NEW.event_id <> "
        + NEWEST_OF_THING.format(thing="NEW.thing_id")
        + " OR NOT EXISTS (SELECT 1 FROM core_event e WHERE e.id = NEW.event_id AND e.act IN ('publish','correct'))"
        f" OR {RECORDED.format(event='NEW.event_id')}",
        "公开版本只能随公开事件产生。",
    ),
    Guard(
        "publicfile_insert",
        "core_publicfile",
        "INSERT",
        RECORDED.format(event="NEW.version_id"),
        "公开文件只能随公开事件产生。",
    ),
    Guard(
        "salt_insert",
        "core_salt",
        "INSERT",
        RECORDED.format(event="NEW.event_id"),
        "摘要盐值只能随公开事件产生。",
    ),
    Guard(
        "record_chain",
        "core_record",
        "INSERT",
        "NEW.number <> (SELECT coalesce(max(r.number), 0) + 1 FROM core_record r)"
        " OR (NEW.number > 1 AND NEW.previous <> (SELECT r.digest FROM core_record r WHERE r.number = NEW.number - 1))",
        "公开记录必须一条接一条。",
    ),
    Guard(
        "thing_update",
        "core_thing",
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.is_page <> OLD.is_page OR NEW.object_id <> OLD.object_id"
        " OR coalesce(NEW.index_number, '') <> coalesce(OLD.index_number, '')"
        " OR NEW.approvals_required <> OLD.approvals_required"
        " OR coalesce(NEW.newest_event_id, 0) <> coalesce(" + NEWEST_OF_THING.format(thing="NEW.id") + ", 0)"
        " OR (coalesce(NEW.newest_event_id, 0) = coalesce(OLD.newest_event_id, 0)"
        " AND (NEW.state <> OLD.state OR coalesce(NEW.revision_id, 0) <> coalesce(OLD.revision_id, 0)))"
        " OR (NEW.newest_event_id IS NOT NULL AND coalesce(OLD.newest_event_id, 0) <> NEW.newest_event_id"
        f" AND (NEW.state <> {STATE_OF_ACT} OR coalesce(NEW.revision_id, 0) <>"
        f" CASE WHEN {OF_EVENT.format(column='act')} IN ('publish','correct')"
        f" THEN {OF_EVENT.format(column='revision_id')} ELSE coalesce(OLD.revision_id, 0) END))",
        "公开状态只能随公开事件改变。",
    ),
    Guard(
        "thing_insert",
        "core_thing",
        "INSERT",
        "NEW.state <> 'draft' OR NEW.newest_event_id IS NOT NULL",
        "新件只能是未公开的。",
    ),
    Guard("thing_delete", "core_thing", "DELETE", "OLD.newest_event_id IS NOT NULL", "公开过的件不能删除。"),
    *no_replacing("core_event", "id", "request_key"),
    *no_replacing("core_record", "number", "event_id", "digest"),
    *no_replacing("core_version", "event_id", "thing_id number"),
    *no_replacing("core_salt", "event_id"),
    *no_replacing("core_publicfile", "id", "version_id sha256 name"),
    *no_replacing("core_approval", "id", "thing_id content_hash stage", "thing_id content_hash person_id"),
    *no_replacing("core_thing", "id", "kind object_id", "index_number"),
    *no_replacing("core_indexsequence", "id", "prefix year"),
    *no_replacing("core_auditentry", "id"),
]


def register(guards: list[Guard]) -> None:
    """Called by an app above when it is ready: guards over tables that core does not know."""
    GUARDS.extend(guards)


YOUNGER = {
    "sqlite": "julianday('now') - julianday(OLD.at) < 183",
    "postgresql": "OLD.at > now() - interval '183 days'",
}


def drop_guards(using="default", **kwargs) -> None:
    connection = connections[using]
    if connection.vendor == "postgresql":
        _drop_postgresql(connection)
    else:
        with connection.cursor() as cursor:
            for name in sorted(installed_guards(using)):
                cursor.execute(f'DROP TRIGGER "{name}"')


def create_guards(using="default", **kwargs) -> None:
    """Make every guard, once all the tables they speak of exist (a partial migrate leaves the check to say so)."""
    connection = connections[using]
    if not tables_exist(using):
        return
    drop_guards(using)
    make = _create_postgresql if connection.vendor == "postgresql" else _create_sqlite
    with connection.cursor() as cursor:
        for guard in guards_of(connection.vendor):
            make(cursor, guard)
        if connection.vendor == "postgresql":
            for table in sorted({guard.table for guard in GUARDS}):
                _create_truncate_guard(cursor, table)


def guards_of(vendor: str) -> list[Guard]:
    return [guard for guard in GUARDS if guard.vendor in ("", vendor)]


def tables_exist(using="default") -> bool:
    return {guard.table for guard in GUARDS} <= set(connections[using].introspection.table_names())


def expected_guards(vendor: str) -> set[str]:
    names = {PREFIX + guard.name for guard in guards_of(vendor)}
    if vendor == "postgresql":
        names |= {f"{PREFIX}{table}_truncate" for table in {guard.table for guard in GUARDS}}
    return names


def installed_guards(using="default") -> set[str]:
    """Those that stand and act: PostgreSQL can keep a trigger and switch it off."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        sql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgname LIKE %s"
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [PREFIX + "%"])
        return {row[0] for row in cursor.fetchall()}


def missing_guards(using="default") -> set[str]:
    return expected_guards(connections[using].vendor) - installed_guards(using)


def _condition(guard: Guard, vendor: str) -> str:
    return guard.condition.replace("{younger_than_183_days}", YOUNGER[vendor])


def _create_sqlite(cursor, guard: Guard) -> None:
    cursor.execute(
        f'CREATE TRIGGER "{PREFIX}{guard.name}" BEFORE {guard.moment} ON "{guard.table}" FOR EACH ROW '
        f"WHEN {_condition(guard, 'sqlite')} BEGIN SELECT RAISE(ABORT, 'gongkai: {guard.message}'); END"
    )


def _create_postgresql(cursor, guard: Guard) -> None:
    name = PREFIX + guard.name
    row = "OLD" if guard.moment == "DELETE" else "NEW"
    cursor.execute(
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN '
        f"IF ({_condition(guard, 'postgresql')}) THEN "
        f"RAISE EXCEPTION 'gongkai: {guard.message}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; RETURN {row}; END $guard$"
    )
    cursor.execute(
        f'CREATE TRIGGER "{name}" BEFORE {guard.moment} ON "{guard.table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()'
    )


def _create_truncate_guard(cursor, table: str) -> None:
    name = f"{PREFIX}{table}_truncate"
    cursor.execute(
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN '
        f"RAISE EXCEPTION 'gongkai: 公开记录只增不删。' USING ERRCODE = 'integrity_constraint_violation'; END $guard$"
    )
    cursor.execute(
        f'CREATE TRIGGER "{name}" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
    )


def _drop_postgresql(connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgname LIKE %s",
            [PREFIX + "%"],
        )
        for name, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
            cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"()')

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
IN_RECORD = (
    "EXISTS (SELECT 1 FROM core_event i JOIN core_record r ON r.event_id = coalesce(i.part_of_id, i.id)"
    " WHERE i.id = {event})"
)
STATE_OF_ACT = (
    "(SELECT CASE e.act WHEN 'withdraw' THEN 'withdrawn' WHEN 'expire' THEN 'expired' WHEN 'late_review' THEN OLD.state"
    " ELSE 'public' END FROM core_event e WHERE e.id = NEW.newest_event_id)"
)

GUARDS: list[Guard] = [
    *_append_only("core_event", "公开事件"),
    *_append_only("core_record", "公开记录"),
    *_append_only("core_memberleaf", "公开记录"),
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
        f"NEW.act IN ('publish','correct','late_review') AND NEW.part_of_id IS NULL AND {APPROVERS} < "
        f"CASE WHEN NEW.mode = 'urgent' THEN 1 ELSE {REQUIRED} END",
        "审核同意的人数不够，不能公开。",
    ),
    Guard(
        "event_member",
        "core_event",
        "INSERT",
        "NEW.part_of_id IS NOT NULL AND (EXISTS (SELECT 1 FROM core_event e WHERE e.thing_id = NEW.thing_id)"
        " OR NOT EXISTS (SELECT 1 FROM core_event b WHERE b.id = NEW.part_of_id AND b.act = 'publish'"
        f" AND b.part_of_id IS NULL) OR {RECORDED.format(event='NEW.part_of_id')})",
        "整批公开的只能是没有公开过的信息，并且只能随这一批公开。",
    ),
    Guard(
        "memberleaf_insert",
        "core_memberleaf",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM core_event e WHERE e.id = NEW.event_id AND e.part_of_id = NEW.batch_id)"
        f" OR {RECORDED.format(event='NEW.batch_id')}",
        "整批公开的记录只能随这一批产生。",
    ),
    Guard(
        "version_insert",
        "core_version",
        "INSERT",
        "NEW.event_id <> "
        + NEWEST_OF_THING.format(thing="NEW.thing_id")
        + " OR NOT EXISTS (SELECT 1 FROM core_event e WHERE e.id = NEW.event_id AND e.act IN ('publish','correct'))"
        f" OR {IN_RECORD.format(event='NEW.event_id')}",
        "公开版本只能随公开事件产生。",
    ),
    Guard(
        "publicfile_insert",
        "core_publicfile",
        "INSERT",
        IN_RECORD.format(event="NEW.version_id"),
        "公开文件只能随公开事件产生。",
    ),
    Guard(
        "salt_insert",
        "core_salt",
        "INSERT",
        IN_RECORD.format(event="NEW.event_id"),
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
    *no_replacing("core_memberleaf", "event_id", "batch_id position"),
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
    with connection.cursor() as cursor:
        for name, table in _standing(connection):
            if connection.vendor == "postgresql":
                cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
                cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"()')
            else:
                cursor.execute(f'DROP TRIGGER "{name}"')


def create_guards(using="default", **kwargs) -> None:
    """Make every guard, once all the tables they speak of exist (a partial migrate leaves the check to say so)."""
    connection = connections[using]
    if not tables_exist(using):
        return
    drop_guards(using)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for sql in _expected("sqlite").values():
                cursor.execute(sql)
            return
        for name, body in _expected("postgresql").items():
            cursor.execute(
                f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $guard${body}$guard$'
            )
        for guard in guards_of("postgresql"):
            _put_up(cursor, PREFIX + guard.name, f"{guard.moment} ON {guard.table} FOR EACH ROW")
        for table in _tables():
            _put_up(cursor, _truncate_name(table), f"TRUNCATE ON {table} FOR EACH STATEMENT")


def _put_up(cursor, name: str, when: str) -> None:
    cursor.execute(f'CREATE TRIGGER "{name}" BEFORE {when} EXECUTE FUNCTION "{name}"()')


def guards_of(vendor: str) -> list[Guard]:
    return [guard for guard in GUARDS if guard.vendor in ("", vendor)]


def tables_exist(using="default") -> bool:
    return set(_tables()) <= set(connections[using].introspection.table_names())


def missing_guards(using="default") -> set[str]:
    """Names of those that are not there, are switched off, or say something else than this version of the product."""
    connection = connections[using]
    installed = _installed(connection)
    return {name for name, text in _expected(connection.vendor).items() if installed.get(name) != text}


def _tables() -> list[str]:
    return sorted({guard.table for guard in GUARDS})


def _truncate_name(table: str) -> str:
    return f"{PREFIX}{table}_truncate"


def _expected(vendor: str) -> dict[str, str]:
    """Each guard's name and its text: on SQLite the whole trigger, on PostgreSQL the body of its function."""
    if vendor == "sqlite":
        return {PREFIX + guard.name: _sqlite_trigger(guard) for guard in guards_of(vendor)}
    bodies = {PREFIX + guard.name: _postgresql_body(guard) for guard in guards_of(vendor)}
    refuse = f"BEGIN {_raise('公开记录只增不删。')} END"
    return bodies | {_truncate_name(table): refuse for table in _tables()}


def _sqlite_trigger(guard: Guard) -> str:
    return (
        f'CREATE TRIGGER "{PREFIX}{guard.name}" BEFORE {guard.moment} ON "{guard.table}" FOR EACH ROW '
        f"WHEN {_condition(guard, 'sqlite')} BEGIN SELECT RAISE(ABORT, 'gongkai: {guard.message}'); END"
    )


def _postgresql_body(guard: Guard) -> str:
    row = "OLD" if guard.moment == "DELETE" else "NEW"
    return (
        f"BEGIN IF ({_condition(guard, 'postgresql')}) THEN {_raise(guard.message)} END IF; RETURN {row}; END"
    )


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION 'gongkai: {message}' USING ERRCODE = 'integrity_constraint_violation';"


def _condition(guard: Guard, vendor: str) -> str:
    return guard.condition.replace("{younger_than_183_days}", YOUNGER[vendor])


def _installed(connection) -> dict[str, str]:
    if connection.vendor == "postgresql":
        sql = (
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgname LIKE %s"
        )
    else:
        sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    return dict(_rows(connection, sql))


def _standing(connection) -> list[tuple[str, str]]:
    """Name and table of every guard that is there, ours of today or of an earlier version."""
    if connection.vendor == "postgresql":
        sql = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgname LIKE %s"
        )
    else:
        sql = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    return _rows(connection, sql)


def _rows(connection, sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [PREFIX + "%"])
        return cursor.fetchall()

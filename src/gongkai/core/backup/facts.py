"""What a database holds, asked of the snapshot itself (and of the restored database), not of the running one."""

from collections.abc import Callable, Iterable

from gongkai.core.backup.manifest import Facts

Query = Callable[[str], list]


def facts_of(query: Query, tables: Iterable[str]) -> Facts:
    """`tables` are those that are there: before an upgrade the database is older than the models."""
    newest = query("SELECT number, digest FROM core_record ORDER BY number DESC LIMIT 1")
    number, digest = newest[0] if newest else (0, "")
    core_tables = sorted(table for table in tables if table.startswith("core_"))
    return Facts(
        counts={table: query(f'SELECT count(*) FROM "{table}"')[0][0] for table in core_tables},  # noqa: S608
        newest_number=number,
        newest_digest=digest,
        migrations=[
            f"{app}.{name}"
            for app, name in query("SELECT app, name FROM django_migrations ORDER BY app, name")
        ],
        digests=[row[0] for row in query("SELECT DISTINCT sha256 FROM core_publicfile ORDER BY sha256")],
    )

"""Single guards put aside for one test; its transaction brings them back."""

from django.db import connection

from gongkai.core.guards import GUARDS, PREFIX


def put_aside(*names: str) -> None:
    tables = {guard.name: guard.table for guard in GUARDS}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a trigger cannot go while its table waits for deferred checks
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            where = f' ON "{tables[name]}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{PREFIX}{name}"{where}')
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

from django.db import connection

DOOR = 0x676F6E67  # "gong": one key for everything that writes the public record


def hold_door() -> None:
    """Let one transaction at a time write the record, so that its numbers have no gap and its chain no fork.

    PostgreSQL: a transaction-level advisory lock. SQLite: the IMMEDIATE transaction already holds the only write lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DOOR])

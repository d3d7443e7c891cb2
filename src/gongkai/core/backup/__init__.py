"""Backup and restore of everything a city cannot lose: the database, the files, the secret key."""

from gongkai.core.backup.manifest import Manifest
from gongkai.core.backup.restoring import restore_from
from gongkai.core.backup.saving import backup_to, has_content

__all__ = ["Manifest", "backup_to", "has_content", "restore_from"]

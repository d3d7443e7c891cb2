"""The writer of the log with everything a city adds to it: its keys, and the database as the place where a tree is final."""

from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from gongkai.ledger import keyring, queries
from gongkai.ledger.models import Head, Log
from gongkai.translog import Conflict, SignedCheckpoint, Store
from gongkai.translog import Log as Writer


def writer_of(written: Log) -> Writer:
    signers = [keyring.signer_of(key) for key in queries.keys_of(written, retired=False)]
    former = queries.keys_of(written, retired=True)
    commit = _committer(written)
    store = Store(settings.LOG_DIR)
    return Writer(store, origin=written.origin, signers=signers, former_keys=former, commit=commit)


def _committer(written: Log) -> Callable[[SignedCheckpoint], None]:
    def commit(signed: SignedCheckpoint) -> None:
        """The point of no return. The database takes one tree of each size, and none smaller than the last."""
        head = signed.checkpoint.head
        kept = Head.objects.filter(log=written, size=head.size).first()
        if kept is None:
            kept = _insert(written, signed)
        if kept.root != head.root.hex():
            raise Conflict(
                "other-tree", _("数据库记得签过另一棵树，没有签发。请运行 gongkai log audit --database。")
            )
        keyring.remember(signed)

    return commit


def _insert(written: Log, signed: SignedCheckpoint) -> Head:
    head = signed.checkpoint.head
    try:
        with transaction.atomic(durable=True):
            note = signed.encode().decode()
            return Head.objects.create(log=written, size=head.size, root=head.root.hex(), note=note)
    except DatabaseError as error:
        message = _("签发的记录没有写进数据库，没有公布。请检查数据库，稍后再试。")
        raise Conflict("not-committed", message) from error

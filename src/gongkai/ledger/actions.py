"""Every write of the log: begin, append, change the key, write lost files again, close one and begin anew.

Entries come into being in the door's transaction; here they are put into the tree, signed and published, by one writer at a
time. Whatever stops a run, the next one finishes it.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.core import ahead
from gongkai.core.errors import GongkaiError, Refused
from gongkai.core.queries import current_forms
from gongkai.ledger import keyring, queries
from gongkai.ledger.models import Log, LogKey
from gongkai.ledger.signing import writer_of
from gongkai.ledger.witnessing import seen_by_witnesses
from gongkai.translog import (
    CHECKPOINT,
    Ed25519Signer,
    FolderReader,
    SignedCheckpoint,
    TranslogError,
    TreeHead,
    VerifierKey,
    open_checkpoint,
    reader_of,
)
from gongkai.translog import Log as Writer
from gongkai.translog.readers import read_checkpoint

log = logging.getLogger(__name__)
NO_WAY_BACK = ("fewer-entries", "other-entry", "smaller-tree", "other-tree", "other-bytes")
NAME = "log"  # of the address below the site's own, and so of the log


class CannotSign(GongkaiError):
    """Why the log is not written, and what to do."""


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except TranslogError as error:
        said = str(error)
        if error.code in NO_WAY_BACK:
            said += _("没有更新的备份时，用 gongkai log restart 另立新的日志，办法见 docs/operate.md。")
        raise CannotSign(said) from error


def default_origin() -> str:
    """The site's domain and /log: as configured, else as its home page says, else the first name it is served under."""
    named = urlsplit(settings.BASE_URL).netloc
    if not named:
        named = next(
            (form["site_domain"] for _thing, form in current_forms("home") if form["site_domain"]), ""
        )
    hosts = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host not in ("*", "[::1]")]
    return f"{named or next(iter(hosts), 'localhost')}/{NAME}"


def begin(*, origin: str = "", command: str = "", key: str = "") -> Log:
    """A log and its key. `command` signs instead of a key of ours, and `key` is then its verifier key."""
    with _in_words(), keyring.one_writer():
        if queries.current_log():
            raise Refused(_("公开日志已经建立，没有改动。换密钥请用 gongkai log rotate。"))
        if _holds_a_log(Path(settings.LOG_DIR)):
            raise Refused(
                _("%(folder)s 里已有一个日志，却不是这个数据库的，没有改动。请先把这个文件夹移到别处。")
                % {"folder": settings.LOG_DIR}
            )
        return _begin(origin or default_origin(), command, key)


def _begin(origin: str, command: str, key: str, reason: str = "") -> Log:
    if Log.objects.filter(origin=origin).exists() or keyring.remembered(origin):
        raise Refused(
            _("名为 %(origin)s 的日志已经签发过，不能再建一个同名的。请用 --origin 另起一个名称。")
            % {"origin": origin}
        )
    made = _new_key(origin, command, key)
    with transaction.atomic(durable=True):
        begun = Log.objects.create(origin=origin, reason=reason)
        LogKey.objects.create(log=begun, text=made.text)
        ahead.tell()
    return begun


def _new_key(origin: str, command: str, key: str) -> VerifierKey:
    """On the disk before the database names it."""
    if not command:
        return keyring.keep(Ed25519Signer.generate(origin))
    made = VerifierKey.parse(key)
    if made.name != origin:
        raise Refused(
            _(
                "公钥的名称是 %(name)s，日志的名称是 %(origin)s，两者应当相同。请用 --origin 写明，或者换公钥。"
            )
            % {"name": made.name, "origin": origin}
        )
    return keyring.keep_command(made, command)


def append() -> SignedCheckpoint:
    """Sign and publish every line of the record that is not in the log yet. Refuses (`CannotSign`) to sign a smaller or a
    different tree than was ever signed: as the files, the database and the folder of keys remember it."""
    written = queries.current_log() or begin()
    with _in_words(), keyring.one_writer():
        _put_closed_away(written)
        writer = writer_of(written)
        known = _known(written)
        if not (Path(settings.LOG_DIR) / CHECKPOINT).exists():
            return _write_first(writer, written, known)
        return writer.append(queries.entries_from, known=known)


def _write_first(writer: Writer, written: Log, known: list[TreeHead]) -> SignedCheckpoint:
    """Files that are lost are written again only when the folder of keys confirms that nothing newer was signed."""
    if not known:
        writer.create()
        return writer.append(queries.entries_from)
    newest, remembered = queries.newest_head(written), keyring.remembered(written.origin)
    is_newest = newest and (not newest.size or (remembered and remembered.size <= newest.size))
    if not is_newest:
        raise CannotSign(
            _(
                "公开日志的文件夹 %(folder)s 是空的，而日志已经签发过，没有签发。请换上最新的日志文件夹；"
                "确认数据库是最新的备份以后，也可以运行 gongkai log rebuild，由数据库重写。"
            )
            % {"folder": settings.LOG_DIR}
        )
    return writer.rebuild(queries.entries_from, known=_all_known(written, known))


def rebuild(*, mirror: str = "") -> SignedCheckpoint:
    """Write the files again from the database. Witnesses and a mirror are asked first whether they saw a newer tree."""
    written = _current()
    with _in_words(), keyring.one_writer():
        _put_closed_away(written)
        known = _all_known(written, [*_known(written), *seen_by_witnesses(written)])
        if mirror:
            seen = open_checkpoint(read_checkpoint(reader_of(mirror)), queries.keys_of(written))
            known.append(seen.checkpoint.head)
        return writer_of(written).rebuild(queries.entries_from, known=known)


def rotate(*, command: str = "", key: str = "", lost: bool = False) -> VerifierKey:
    """A new key beside the old one; both sign until `finish_rotation`. `lost`: the old one cannot sign any more."""
    written = _current()
    with _in_words(), keyring.one_writer():
        old = queries.keys_of(written, retired=False)
        if len(old) > 1:
            raise Refused(_("上一次换密钥还没有完成。请先运行 gongkai log rotate --finish。"))
        made = _new_key(written.origin, command, key)
        with transaction.atomic(durable=True):
            LogKey.objects.create(log=written, text=made.text)
            if lost:
                LogKey.objects.filter(text=old[0].text).update(retired_at=timezone.now())
            ahead.tell()
    append()
    return made


def finish_rotation() -> VerifierKey:
    """The old key signs no more and its private half is deleted; its verifier key stays published."""
    written = _current()
    with _in_words(), keyring.one_writer():
        keys = queries.keys_of(written, retired=False)
        if len(keys) < 2:
            raise Refused(_("没有正在进行的换密钥。请先运行 gongkai log rotate。"))
        old, new = keys
        with transaction.atomic(durable=True):
            LogKey.objects.filter(text=old.text).update(retired_at=timezone.now())
            ahead.tell()
        keyring.discard(old)
        return new


def begin_again(*, reason: str, origin: str = "", command: str = "", key: str = "") -> Log:
    """Close the log in public and begin another over the same record: for when a part of it is lost for good.

    The closed log's files stay readable beside the new one. Nobody can make it seem as if nothing had happened.
    """
    old = _current()
    if not reason.strip():
        raise Refused(_("必须写明理由，理由会在日志页上公开。"))
    with _in_words(), keyring.one_writer():
        begun = _begin(origin or _next_origin(old), command, key, reason.strip())
        _put_closed_away(begun)
    append()
    return begun


def _next_origin(old: Log) -> str:
    first = Log.objects.order_by("pk").first().origin
    return f"{first}/{Log.objects.count() + 1}"


def sign_what_is_new() -> None:
    """The worker's duty: nothing to do costs two queries and a look at one file. Trouble is told once, and to the desk."""
    written = queries.current_log()
    try:
        if written is None or not _is_current(written):
            append()
        keyring.no_trouble()
    except keyring.Busy:
        return
    except GongkaiError as error:
        if keyring.tell_trouble(str(error)):
            log.error("公开日志没有签发：%s", error)


def _is_current(written: Log) -> bool:
    head = queries.newest_head(written)
    if head is None or head.size != queries.records():
        return False
    signed = queries.published_checkpoint(written)
    if signed is None or signed.checkpoint.head != queries.tree_head(head):
        return False
    ours = queries.keys_of(written, retired=False)
    return all(any(line.by(key) for line in signed.note.signatures) for key in ours)


def _current() -> Log:
    found = queries.current_log()
    if found is None:
        raise Refused(_("公开日志还没有建立。请先运行 gongkai log init。"))
    return found


def _known(written: Log) -> list[TreeHead]:
    """The newest trees that the database and the folder of keys remember; each held every one before it."""
    newest = queries.newest_head(written)
    found = [queries.tree_head(newest) if newest else None, keyring.remembered(written.origin)]
    return [head for head in found if head]


def _all_known(written: Log, more: list[TreeHead]) -> list[TreeHead]:
    return [*{*more, *(queries.tree_head(head) for head in written.heads.iterator())}]


def _holds_a_log(folder: Path) -> bool:
    return (folder / CHECKPOINT).exists() or (folder / "tile").exists()


def _put_closed_away(written: Log) -> None:
    """Files of a log that was closed make room, also when a crash came between."""
    root = Path(settings.LOG_DIR)
    try:
        signed = SignedCheckpoint.parse(read_checkpoint(FolderReader(root)))
    except TranslogError:
        return
    closed = Log.objects.filter(origin=signed.checkpoint.origin, pk__lt=written.pk).first()
    if closed:
        os.rename(root, root.with_name(f"{root.name}-{closed.pk}"))

"""Asking witnesses to cosign the newest checkpoint. What they say is verified, kept, and published with it."""

import logging
import time
from dataclasses import dataclass

from gongkai.ledger import keyring, queries
from gongkai.ledger.models import Cosignature, Head, Log
from gongkai.ledger.signing import writer_of
from gongkai.translog import (
    FolderReader,
    SignedCheckpoint,
    TranslogError,
    TreeHead,
    ask_witness,
    open_checkpoint,
    reader_of,
)
from gongkai.translog.notes import MAX_NOTE
from gongkai.translog.policy import Witness
from gongkai.translog.witness import origin_id

log = logging.getLogger(__name__)
PATIENCE = 5.0  # seconds for one witness
PAUSE, LONGEST_PAUSE = 60.0, 3600.0
_pauses: dict[str, tuple[float, float]] = {}  # of witnesses that did not answer: how long, until when


@dataclass(frozen=True)
class Asked:
    """What came of asking one witness: the moment of its signature, or why there is none."""

    witness: str
    moment: int | None = None
    trouble: str = ""


def ask_witnesses(*, everybody: bool = True) -> list[Asked]:
    """Each witness with an address that has not signed the newest head yet. `everybody`: also those that were silent a
    moment ago."""
    written = queries.current_log()
    head = queries.newest_head(written) if written else None
    if head is None or not head.size:
        return []
    done = set(head.cosignatures.values_list("key", flat=True))
    signed = SignedCheckpoint.parse(head.note.encode())
    asked = []
    for witness in keyring.policy().witnesses.values():
        if witness.url and witness.key.text not in done and (everybody or _may_be_asked(witness)):
            asked.append(_ask(written, head, signed, witness))
    _publish(written, head)
    return asked


def ask_those_due() -> None:
    """The worker's duty: those that are silent are asked less and less often, for they keep the other duties waiting."""
    try:
        asked = ask_witnesses(everybody=False)
    except keyring.Busy:
        return
    except TranslogError as error:
        log.error("没有请见证人签名：%s", error)
        return
    for each in asked:
        if each.trouble:
            log.warning("见证人 %s 没有签名：%s", each.witness, each.trouble)


def _publish(written: Log, head: Head) -> None:
    """Put every line that is kept into the published checkpoint, unless the log has gone on since."""
    standing, rows = queries.published_checkpoint(written), list(head.cosignatures.all())
    full = queries.with_cosignatures(head, rows)
    if standing is None or standing.checkpoint != full.checkpoint:
        return
    if missing := set(full.note.signatures) - set(standing.note.signatures):
        with keyring.one_writer():
            writer_of(written).add_cosignatures(missing, of=full.checkpoint)


def seen_by_witnesses(written: Log) -> list[TreeHead]:
    """The newest tree of this log that each witness tells of; those that do not answer are passed over."""
    found = []
    for witness in keyring.policy().witnesses.values():
        if not witness.url:
            continue
        try:
            data = reader_of(witness.url).read(f"{origin_id(written.origin)}/checkpoint", MAX_NOTE)
            found.append(open_checkpoint(data, queries.keys_of(written)).checkpoint.head)
        except TranslogError as error:
            log.warning("见证人 %s 没有说见过哪棵树：%s", witness.name, error)
    return found


def _ask(written: Log, head: Head, signed: SignedCheckpoint, witness: Witness) -> Asked:
    before = Cosignature.objects.filter(head__log=written, key=witness.key.text).order_by("-head__size")
    old_size = before.values_list("head__size", flat=True).first() or 0
    reader = FolderReader(queries.folder_of(written))
    try:
        line = ask_witness(witness.url, witness.key, signed, reader, old_size=old_size, timeout=PATIENCE)
    except TranslogError as error:
        pause = min(_pauses.get(witness.name, (PAUSE / 2, 0))[0] * 2, LONGEST_PAUSE)
        _pauses[witness.name] = (pause, time.monotonic() + pause)
        return Asked(witness.name, trouble=str(error))
    _pauses.pop(witness.name, None)
    Cosignature.objects.get_or_create(
        head=head,
        key=witness.key.text,
        moment=line.moment,
        defaults={"witness": witness.name, "line": line.line.rstrip("\n")},
    )
    return Asked(witness.name, moment=line.moment)


def _may_be_asked(witness: Witness) -> bool:
    return time.monotonic() >= _pauses.get(witness.name, (0, 0))[1]

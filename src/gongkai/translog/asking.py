"""A log asks a witness for its cosignature over HTTP."""

import http.client

from gongkai.translog.checkpoints import SignedCheckpoint
from gongkai.translog.errors import Missing
from gongkai.translog.keys import VerifierKey
from gongkai.translog.notes import MAX_NOTE, Signature
from gongkai.translog.proofs import Tree
from gongkai.translog.readers import Reader
from gongkai.translog.web import connect
from gongkai.translog.witness import SIZE_TYPE, Answer, Request, read_answer, size_in


def ask_witness(
    url: str,
    key: VerifierKey,
    signed: SignedCheckpoint,
    reader: Reader,
    *,
    old_size: int = 0,
    timeout: float = 15,
) -> Signature:
    """The witness's verified line over this checkpoint. `url` is its submission prefix, `old_size` what it is thought to
    have seen; if it says another size, it is asked once more from there."""
    tree = Tree(reader, signed.checkpoint.head)
    for again in (False, True):
        request = Request(old_size, tuple(tree.consistency(old_size)), signed)
        answer = _post(url.rstrip("/") + "/add-checkpoint", request.encode(), timeout)
        if answer.status == 409 and answer.content_type.startswith(SIZE_TYPE) and not again:
            old_size = size_in(answer)
            if old_size > signed.checkpoint.size:
                raise Missing(
                    "witness-ahead",
                    f"见证人 {key.name} 已经见过 {old_size:,} 条，比现在的 {signed.checkpoint.size:,} 条多。"
                    "日志可能是从旧备份恢复的：请停止签发，换上最新的备份。",
                )
            continue
        return read_answer(answer, signed, key)
    raise AssertionError("unreachable")


def _post(url: str, body: bytes, timeout: float) -> Answer:
    connection, path = connect(url, timeout)
    try:
        connection.request("POST", path, body, {"Content-Type": "text/plain"})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(MAX_NOTE + 1), answer.headers.get("Content-Type", ""))
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Missing("witness-silent", f"见证人没有应答：{url[:200]}。请稍后再试。") from error
    finally:
        connection.close()

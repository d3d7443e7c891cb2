"""What `gongkai receipt` and `gongkai verify` ask of the record and of a file."""

import json
from pathlib import Path

from gongkai.core.errors import Refused
from gongkai.translog import Policy, Receipt, Verified, VerifierKey, verify_document

LARGEST_JSON = 64 * 1024 * 1024


def receipt_of(index_number: str, number: int | None) -> Receipt:
    from gongkai.core.models import Thing, ThingState
    from gongkai.ledger import proving
    from gongkai.portal.queries import proved_event, readable_version

    thing = Thing.objects.filter(index_number=index_number).exclude(state=ThingState.DRAFT).first()
    event = thing and proved_event(thing, number)
    if event is None:
        raise Refused(f"没有公开过索引号为 {index_number} 的信息，或者没有那一版。请核对索引号。")
    if number is not None and readable_version(event) is None:
        raise Refused("这一版已经撤回，不再提供凭证。")
    try:
        return proving.receipt(event)
    except proving.NotYet as error:
        raise Refused("日志还没有签发到这一条。请先运行 gongkai log append。") from error


def check(receipt: Path, file: Path, policy: Policy) -> Verified:
    """`file` is a canonical.json, the saved text of its form, or an attachment."""
    import time

    found, data = Receipt.parse(_read(receipt)), _read(file)
    now, (form, salt) = int(time.time()), _canonical(data)
    if form is not None:
        return verify_document(found, form, policy, salt=salt, now=now)
    return verify_document(found, data, policy, now=now)


def policy_from(key: str, policy: Path | None) -> Policy:
    """As the reader gave them; else of the log of this data folder."""
    if policy is not None:
        return Policy.parse(_read(policy))
    if key:
        return Policy.of(VerifierKey.parse(key))
    return _own_policy()


def _own_policy() -> Policy:
    from django.db import DatabaseError

    from gongkai.cli.django_setup import start_django

    start_django()
    from gongkai.ledger import queries

    try:
        log = queries.current_log()
    except DatabaseError:
        log = None
    if log is None:
        raise Refused(
            "请用 --key 写出日志的验证公钥，或用 --policy 给出见证规则。公钥请从别处取得，不要只信这台服务器。"
        )
    return queries.policy_of(log)


def _canonical(data: bytes) -> tuple[bytes | None, bytes | None]:
    """The form and the salt of a canonical.json; nothing of any other file."""
    if len(data) > LARGEST_JSON or data.lstrip()[:1] != b"{":
        return None, None
    try:
        said = json.loads(data)
        if not {"form", "salt", "leaf"} <= set(said):
            return None, None
        return said["form"].encode(), bytes.fromhex(said["salt"])
    except (ValueError, RecursionError, AttributeError, TypeError):
        return None, None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"文件打不开：{path}。请核对路径。") from error

"""The two ways in which bytes and numbers become text in every file of a log, read strictly: one value, one text."""

import base64
import binascii
import re

from gongkai.translog.errors import Malformed
from gongkai.translog.merkle import HASH_SIZE, MAX_SIZE

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str, what: str) -> bytes:
    """Standard base64 with padding; `what` names it in the message."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("base64", f"{what}不是正确的 Base64 文本。") from error
    if to_base64(data) != text:
        raise Malformed("base64", f"{what}不是规范的 Base64 文本。")
    return data


def hash_from_base64(text: str, what: str) -> bytes:
    data = from_base64(text, what)
    if len(data) != HASH_SIZE:
        raise Malformed("hash-length", f"{what}应当是 32 个字节的 SHA-256 值，实为 {len(data)} 个字节。")
    return data


def number(text: str, what: str) -> int:
    """Decimal, no sign, no leading zero, up to 2^63-1."""
    if not _NUMBER.fullmatch(text) or int(text) > MAX_SIZE:
        raise Malformed("number", f"{what}不是正确的十进制整数。")
    return int(text)


def text_of(data: bytes, what: str, limit: int) -> str:
    """UTF-8 without control characters but the newline, and not longer than `limit` bytes."""
    if len(data) > limit:
        raise Malformed("too-large", f"{what}太大：{len(data):,} 字节，最多 {limit:,} 字节。")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("utf-8", f"{what}不是 UTF-8 文本。") from error
    if any(char < " " and char != "\n" for char in text):
        raise Malformed("control-character", f"{what}里有控制字符。")
    return text

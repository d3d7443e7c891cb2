"""Text files of strangers, line by line: UTF-8 or GB 18030, as long as they like, never more than one line in memory."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile

MEGABYTE = 1024 * 1024
MAX_LINE = 20 * MEGABYTE
MAX_PAPER = 40 * MEGABYTE
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """`problem` is a sentence when the line cannot be read; `text` is then empty. It has no line end."""

    number: int
    text: str
    problem: str = ""


@contextmanager
def opened(path: Path):
    """The file, opened for reading bytes. Pipes and devices would keep the reader waiting for ever, so they stay shut."""
    try:
        stream = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    except OSError as error:
        raise BadFile(_("文件打不开，请检查文件是否存在、有没有读取权限。")) from error
    with stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise BadFile(_("这不是普通文件，不能读。"))
        yield stream


def lines(path: Path) -> Iterator[Line]:
    """A line that is too long or in no known encoding is named by its number; those after it are read."""
    with opened(path) as stream:
        encoding = encoding_of(stream)
        stream.seek(0)
        for number, (raw, whole) in enumerate(_raw_lines(stream), start=1):
            yield _line(number, raw, whole, encoding)


def read_bytes(path: Path) -> bytes:
    """All of a file that is one paper."""
    with opened(path) as stream:
        data = stream.read(MAX_PAPER + 1)
    if len(data) > MAX_PAPER:
        raise BadFile(_("文件超过 40 MB，不能当作一件公文来读。请拆分，或者把它作为附件。"))
    return data


def decode(data: bytes, declared: str = "") -> str:
    """The text of a paper in UTF-8, GB 18030, or UTF-16 with its mark; `declared` is what a web page says of itself."""
    wanted = ["utf-16"] if data[:2] in UTF16 else ["utf-8-sig", "gb18030"]
    if declared.lower().replace("_", "-") in ("big5", "gbk", "gb2312", "gb18030"):
        wanted.append("big5" if declared.lower() == "big5" else "gb18030")
    for encoding in wanted:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(_("文件不是 UTF-8 或 GB18030 编码的文字，读不出来。请另存为 UTF-8 编码后再读。"))


def encoding_of(stream) -> str:
    """UTF-8 unless most of the lines that could tell say otherwise."""
    head = stream.read(MEGABYTE // 256)
    if head[:2] in UTF16:
        raise BadFile(_("文件是 UTF-16 编码的。请另存为 UTF-8 编码后再读。"))
    if head.count(0) * 10 > len(head):
        raise BadFile(_("这不是文字文件。清单请另存为 UTF-8 编码的 .csv 或 .jsonl 再读。"))
    stream.seek(0)
    telling = broken = 0
    for raw, _whole in _raw_lines(stream):
        if not raw.isascii():
            telling += 1
            broken += not _decodes(raw, "utf-8")
    return "gb18030" if broken * 2 > telling else "utf-8"


def _raw_lines(stream) -> Iterator[tuple[bytes, bool]]:
    while raw := stream.readline(MAX_LINE):
        whole = raw.endswith(b"\n") or len(raw) < MAX_LINE
        yield raw, whole
        while not whole:
            rest = stream.readline(MEGABYTE)
            whole = not rest or rest.endswith(b"\n")


def _line(number: int, raw: bytes, whole: bool, encoding: str) -> Line:
    if not whole:
        return Line(number, "", _("这一行超过 20 MB，没有读。请检查文件是不是少了换行。"))
    try:
        text = raw.decode("utf-8-sig" if number == 1 and encoding == "utf-8" else encoding)
    except UnicodeDecodeError:
        return Line(number, "", _("这一行的文字编码不对，读不出来。请把文件统一另存为 UTF-8 编码。"))
    return Line(number, text.rstrip("\r\n"))


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True

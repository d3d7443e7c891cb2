"""Archives: every file within is read in place, archives within archives too, as deep and as large as the budget allows."""

import posixpath
import re
import zipfile
from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.reading.blocks import Block, Text
from gongkai.review.reading.office import unpacked
from gongkai.review.reading.opening import inner_blocks
from gongkai.review.reading.packages import open_package
from gongkai.review.reading.source import MAX_UNPACKED, Source

_NOISE = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)


def archive_blocks(source: Source) -> Iterator[Block]:
    with open_package(source.stream, unpacked=MAX_UNPACKED) as package:
        source.budget.take(sum(entry.file_size for entry in package.infolist()))
        files = [entry for entry in package.infolist() if not entry.is_dir()]
        if not files:
            raise BadFile(_("压缩包是空的，请检查后重新上传。"))
        if package.comment:
            yield Text(_decoded(package.comment), source.place(_("压缩包的注释"), hidden=True), "comment")
        for entry in files:
            yield from _entry(source, package, entry)


def _entry(source: Source, package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[Block]:
    name = shown_name(entry)
    yield Text(posixpath.basename(name), source.place(_("压缩包里的文件名")), "name")
    if _NOISE.search(name):
        return
    with unpacked(package, entry.filename) as stream:
        words = _("压缩包内“%(name)s”：") % {"name": name}
        yield from inner_blocks(source, stream, name=name, words=words, part=name)


def shown_name(entry: zipfile.ZipInfo) -> str:
    """Chinese Windows writes names in GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _decoded(comment: bytes) -> str:
    try:
        return comment.decode("utf-8")
    except UnicodeDecodeError:
        return comment.decode("gb18030", "replace")

"""Zip files of strangers: opened, listed and read only within bounds."""

import itertools
import zipfile
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile

MEGABYTE = 1024 * 1024
MAX_ENTRIES = 5000
MAX_UNPACKED = 400 * MEGABYTE
MAX_RATIO = 120
RATIO_COUNTS_FROM = 5 * MEGABYTE
MAX_XML_DEPTH = 400


def open_package(stream, *, unpacked: int = MAX_UNPACKED) -> zipfile.ZipFile:
    """The zip file, when its list of contents keeps the bounds; sizes are those that `zipfile` will not read beyond."""
    try:
        stream.seek(0)
        package = zipfile.ZipFile(stream)
        entries = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise BadFile(_("文件已损坏，打不开。请重新保存后再上传。")) from error
    names = [entry.filename for entry in entries]
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > unpacked:
        raise BadFile(_("文件解压后过大，不能接收。请拆分后再上传。"))
    if any(_is_bomb(entry) for entry in entries) or _overlap(entries):
        raise BadFile(_("文件的压缩比异常，可能是恶意文件，不能接收。"))
    if len(set(names)) != len(names):
        raise BadFile(_("文件内部有重名的部分，可能是恶意文件，不能接收。"))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise BadFile(_("文件设了密码，不能接收。请去掉密码后再上传。"))
    return package


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_COUNTS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether entries share bytes: a small file that unpacks to a huge one."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    return any(
        one.header_offset + 30 + one.compress_size > other.header_offset
        for one, other in itertools.pairwise(ordered)
    )


def read_part(package: zipfile.ZipFile, name: str, limit: int = 40 * MEGABYTE) -> bytes:
    try:
        if package.getinfo(name).file_size > limit:
            raise BadFile(_("文件内部有一部分过大，不能接收。请拆分后再上传。"))
        return package.read(name)
    except BadFile:
        raise
    except Exception as error:  # zipfile and its decompressors raise a dozen kinds over damaged data.
        raise BadFile(_("文件已损坏，打不开。请重新保存后再上传。")) from error


def read_xml(package: zipfile.ZipFile, name: str) -> Element:
    """The part's root. A document type declaration (entities, things to fetch) and absurd depth are refused."""
    try:
        root = fromstring(read_part(package, name), forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadFile(_("文件内部含有不允许的定义，可能是恶意文件，不能接收。")) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise BadFile(_("文件已损坏，打不开。请重新保存后再上传。")) from error
    _check_depth(root)
    return root


def _check_depth(root: Element):
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if depth > MAX_XML_DEPTH:
            raise BadFile(_("文件内部的层次过深，可能是恶意文件，不能接收。"))
        waiting.extend((child, depth + 1) for child in element)

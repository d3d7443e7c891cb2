"""Zip files: every file within is treated as if it had come alone, its name as well."""

import zipfile
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.masking.needles import Needles
from gongkai.review.masking.opc import write_entry
from gongkai.review.reading.blocks import Fact
from gongkai.review.reading.packages import open_package, read_part

_MAX_DEPTH = 3
_LIMIT = 200 * 1024 * 1024
_RUBBISH = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def treat_archive(path: Path, name: str, out: Path, needles: Needles, depth: int) -> tuple[int, list[Fact]]:
    from gongkai.review.masking.formats import treat

    if depth >= _MAX_DEPTH:
        raise BadFile(_("压缩包里套的压缩包层数太多，不能处理。请解开后再上传。"))
    places, facts = 0, []
    inner, treated = out.with_name(f"{out.name}.in{depth}"), out.with_name(f"{out.name}.out{depth}")
    try:
        with path.open("rb") as stream, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
            for entry, entry_name in _entries(stream):
                inner.write_bytes(entry)
                found, told = _treat_inner(treat, inner, entry_name, treated, needles, depth)
                masked = needles.mask(entry_name)
                places += found + (masked != entry_name)
                facts += told
                write_entry(written, _free(written, masked), treated.read_bytes())
    finally:
        inner.unlink(missing_ok=True)
        treated.unlink(missing_ok=True)
    return places, facts


def _treat_inner(treat, inner: Path, name: str, out: Path, needles: Needles, depth: int):
    try:
        return treat(path=inner, name=name, out=out, needles=needles, depth=depth + 1)
    except BadFile as error:
        raise BadFile(
            _("压缩包内“%(name)s”：%(error)s") % {"name": needles.mask(name), "error": error}
        ) from error


def _entries(stream):
    """The files in the order of the archive, their names as the packing program meant them."""
    package = open_package(stream)
    for entry in package.infolist():
        name = _inside(_named(entry))
        if entry.is_dir() or name.startswith(_RUBBISH[0]) or PurePosixPath(name).name in _RUBBISH:
            continue
        yield read_part(package, entry.filename, _LIMIT), name


def _named(entry: zipfile.ZipInfo) -> str:
    """Without the flag for UTF-8 most archives here are named in GBK."""
    if entry.flag_bits & 0x800 or entry.filename.isascii():
        return entry.filename
    raw = entry.filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _inside(name: str) -> str:
    """No name leads out of the folder into which somebody unpacks."""
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def _free(written: zipfile.ZipFile, name: str) -> str:
    """Two names that differ in the masked part only are told apart by a number."""
    taken, number, free = set(written.namelist()), 1, name
    path = PurePosixPath(name)
    while free in taken:
        number += 1
        free = str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
    return free

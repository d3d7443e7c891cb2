"""Which treatment a file gets, by what it really is and not by its name."""

import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.masking.needles import Needles
from gongkai.review.reading.blocks import Fact

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\0", b"MM\0*")


def treat(*, path: Path, name: str, out: Path, needles: Needles, depth: int = 0) -> tuple[int, list[Fact]]:
    """Writes `out` stripped and masked; how many places were masked and what went."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(_OLE):
        raise BadFile(
            _(
                "旧格式或加了密码的文件（.doc、.xls、.ppt）不能处理。请去掉密码，另存为 .docx、.xlsx 或 PDF 后再上传。"
            )
        )
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _treat_zip(path, name, out, needles, depth)
    if b"%PDF-" in head[:1024]:
        from gongkai.review.masking.pdf import treat_pdf

        return treat_pdf(path, out, needles)
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        from gongkai.review.masking.images import treat_picture

        return treat_picture(path, out, needles)
    if head.startswith((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")):
        raise BadFile(_("不能处理这种压缩包。请改用 .zip 压缩，或把文件解开后逐个上传。"))
    from gongkai.review.masking.plaintext import treat_text

    return treat_text(path, name, out, needles)


def _treat_zip(path: Path, name: str, out: Path, needles: Needles, depth: int) -> tuple[int, list[Fact]]:
    from gongkai.review.masking.archives import treat_archive
    from gongkai.review.masking.package import treat_package

    with path.open("rb") as stream:
        names = set(_names(stream))
        if "[Content_Types].xml" in names:
            return treat_package(stream, out, needles)
    if "OFD.xml" in names:
        raise BadFile(_("OFD 文件不能脱敏，也去不掉其中的内部信息。请另存为 PDF 后再上传。"))
    if "mimetype" in names and "META-INF/manifest.xml" in names:
        raise BadFile(_("OpenDocument 文件不能脱敏。请另存为 .docx、.xlsx 或 PDF 后再上传。"))
    return treat_archive(path, name, out, needles, depth)


def _names(stream) -> list[str]:
    try:
        return zipfile.ZipFile(stream).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadFile(_("文件已损坏，打不开。请重新保存后再上传。")) from error

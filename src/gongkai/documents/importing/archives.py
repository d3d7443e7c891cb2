"""Zip files by what is in them: Office, OFD, or an archive of harmless files."""

import io
import re
import zipfile

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.documents.importing.names import extension_of
from gongkai.documents.importing.tokens import words
from gongkai.review.reading.packages import open_package, read_part, read_xml

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_MAIN = {
    "wordprocessingml.document.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
    "presentationml.presentation.main+xml": "pptx",
}
EXECUTABLE_NAMES = words(
    "exe dll com scr bat cmd ps1 vbs vbe js jse wsf wsh msi msp hta lnk reg jar apk app sh py pl php asp "
    "aspx jsp cpl pif sys url chm docm dotm xlsm xltm xlam pptm potm ppsm ppam html htm xhtml mht mhtml "
    "svg svgz xml swf "
)
_NESTED = frozenset(("zip", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar", "cab", "iso"))
_DANGEROUS_OPENINGS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")


def zip_kind(stream) -> str:
    """docx, xlsx, pptx, ofd or zip."""
    with open_package(stream) as package:
        names = {entry.filename for entry in package.infolist()}
        if "[Content_Types].xml" in names:
            return _office_kind(package, names)
        if "OFD.xml" in names:
            return _ofd_kind(package)
        if "mimetype" in names or "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names:
            raise BadFile(_("不收这种文件。文档请另存为 .docx、.xlsx 或 .pdf 再上传。"))
        _check_archive(package)
        return "zip"


def has_macros(names) -> bool:
    return any(re.search(r"vbaproject\.bin$|vbadata\.xml$|/activex/", name, re.IGNORECASE) for name in names)


def _office_kind(package: zipfile.ZipFile, names: set[str]) -> str:
    types = read_xml(package, "[Content_Types].xml")
    declared = {
        part.get("PartName", "").lstrip("/"): part.get("ContentType", "")
        for part in types.iter(f"{_TYPES}Override")
    }
    every = [*declared.values(), *(part.get("ContentType", "") for part in types.iter(f"{_TYPES}Default"))]
    if has_macros(names) or any("macroenabled" in value.lower() or "vba" in value.lower() for value in every):
        raise BadFile(_("文件里有宏，不能接收。请另存为不带宏的 .docx、.xlsx 或 .pptx 再上传。"))
    for part, value in declared.items():
        for ending, kind in _MAIN.items():
            if value.endswith(ending):
                if part not in names:
                    raise BadFile(_("文件已损坏，打不开。请重新保存后再上传。"))
                return kind
    raise BadFile(_("不收这种 Office 文件。请另存为 .docx、.xlsx 或 .pptx 再上传。"))


def _ofd_kind(package: zipfile.ZipFile) -> str:
    root = read_xml(package, "OFD.xml")
    if root.tag.rpartition("}")[2] != "OFD":
        raise BadFile(_("OFD 文件已损坏，打不开。请重新导出后再上传。"))
    return "ofd"


def _check_archive(package: zipfile.ZipFile):
    """An archive may be attached when a reader can trust every file in it by its name and its opening."""
    files = [entry for entry in package.infolist() if not entry.is_dir()]
    if not files:
        raise BadFile(_("压缩包是空的，请检查后重新上传。"))
    for entry in files:
        extension = extension_of(entry.filename)
        shown = {"name": _shown(entry)}
        if entry.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", entry.filename):
            raise BadFile(_("压缩包里有不正常的路径“%(name)s”，不能接收。") % shown)
        if extension in EXECUTABLE_NAMES:
            raise BadFile(_("压缩包里有程序、脚本、网页或带宏的文件“%(name)s”，请删去后再上传。") % shown)
        if extension in _NESTED:
            raise BadFile(_("压缩包里还有压缩包“%(name)s”，请解开后再上传。") % shown)
        if extension in ("docx", "xlsx", "pptx") and has_macros(_inner_names(package, entry)):
            raise BadFile(_("压缩包里的“%(name)s”带有宏，请删去后再上传。") % shown)
        opening = _opening(package, entry)
        if opening.startswith(_DANGEROUS_OPENINGS):
            raise BadFile(_("压缩包里的“%(name)s”是程序或脚本，请删去后再上传。") % shown)


def _inner_names(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> list[str]:
    with open_package(io.BytesIO(read_part(package, entry.filename))) as inner:
        return inner.namelist()


def _shown(entry: zipfile.ZipInfo) -> str:
    """Chinese Windows writes names in GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename[-60:]
    try:
        return entry.filename.encode("cp437").decode("gb18030")[-60:]
    except UnicodeError:
        return entry.filename[-60:]


def _opening(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with package.open(entry) as part:
            return part.read(16)
    except Exception as error:  # zipfile and its decompressors raise a dozen kinds over damaged data.
        raise BadFile(_("压缩包已损坏，打不开。请重新压缩后再上传。")) from error

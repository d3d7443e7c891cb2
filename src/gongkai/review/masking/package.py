"""Office packages stripped and masked: what the three formats share."""

import io
from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.masking.docx import strip_docx
from gongkai.review.masking.markup import drop_telling_links, mask_markup
from gongkai.review.masking.needles import Needles
from gongkai.review.masking.office import Stripping, embedded_parts, fact, strip_common
from gongkai.review.masking.opc import CONTENT_TYPES, Package
from gongkai.review.masking.pptx import strip_pptx
from gongkai.review.masking.xlsx import mask_xlsx, strip_xlsx
from gongkai.review.reading.blocks import Fact

_STRIPS: dict[str, Callable[[Stripping], object]] = {
    "docx": strip_docx,
    "xlsx": strip_xlsx,
    "pptx": strip_pptx,
}
_MAIN = {"wordprocessingml": "docx", "spreadsheetml": "xlsx", "presentationml": "pptx"}
_MAX_DEPTH = 3


def kind_of(package: Package) -> str | None:
    """docx, xlsx or pptx by what the main part says of itself."""
    content_type = package.content_type(package.main_part()).lower()
    if "macroenabled" in content_type:
        raise BadFile(_("文件含有宏，不能公开。请另存为不带宏的 .docx、.xlsx 或 .pptx 后再上传。"))
    if "binary" in content_type:
        raise BadFile(_("不能处理 .xlsb 文件。请另存为 .xlsx 后再上传。"))
    return next((kind for mark, kind in _MAIN.items() if mark in content_type), None)


def treat_package(stream, out: Path, needles: Needles, depth: int = 0) -> tuple[int, list[Fact]]:
    """Strips, masks and writes; how many places were masked and what went."""
    package = Package(stream)
    kind = kind_of(package)
    if kind is None:
        raise BadFile(_("不认识这种文件，去不掉其中的内部信息。请另存为 .docx、.xlsx 或 PDF 后再上传。"))
    work = Stripping(package)
    strip_common(work)
    _STRIPS[kind](work)
    for source in sorted(work.touched):
        package.let_go(source)
    facts = work.finish()
    places, inner = _embedded(package, out, needles, depth)
    if needles:
        places += mask_xlsx(package, needles) if kind == "xlsx" else 0
        places += _mask_parts(package, needles)
    package.save(out)
    return places, facts + inner


def _mask_parts(package: Package, needles: Needles) -> int:
    places = 0
    for name in package.reachable():
        if name == CONTENT_TYPES or name.endswith(".rels"):
            continue
        places += drop_telling_links(package, name, needles)
        if name.endswith((".xml", ".vml")) and "/worksheets/" not in name:
            places += mask_markup(package.tree(name), needles)
            package.let_go(name)
        if needles.found(name):
            package.rename(name, _neutral(package, name))
            places += 1
    return places


def _neutral(package: Package, name: str) -> str:
    folder, _slash, own = name.rpartition("/")
    ending = own.rpartition(".")[2]
    number = 1
    while (new := f"{folder}/part{number}.{ending}") in package:
        number += 1
    return new


def _embedded(package: Package, out: Path, needles: Needles, depth: int) -> tuple[int, list[Fact]]:
    """Workbooks behind charts are treated as files of their own; other embedded objects stop the file."""
    places, facts = 0, []
    for name in embedded_parts(package):
        data = package.read(name)
        if not data.startswith(b"PK\x03\x04") or depth >= _MAX_DEPTH:
            words = _(
                "文件里嵌入了别的文件，去不掉其中的内部信息。请删去嵌入的对象，或把它作为单独的附件上传。"
            )
            facts.append(fact("embedded", words, part=name, strippable=False, hidden=False))
            continue
        inner = out.with_name(f"{out.name}.{depth}")
        try:
            found, told = treat_package(io.BytesIO(data), inner, needles, depth + 1)
            package.write(name, inner.read_bytes())
        finally:
            inner.unlink(missing_ok=True)
        places += found
        facts += told
    return places, facts

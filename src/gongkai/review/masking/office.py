"""What every office package loses on its way to the public, whichever program wrote it."""

from collections import Counter

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.masking.markup import clear_dangling
from gongkai.review.masking.opc import Package, Relation, each, is_on, local, remove
from gongkai.review.masking.pictures import EXTENSIONS, without_metadata
from gongkai.review.reading.blocks import Fact, Place

_PROPERTIES = {"core-properties": "author", "extended-properties": "company", "custom-properties": "property",
               "metadata/core-properties": "author", "thumbnail": "property"}  # fmt: skip
_INTERNAL = {
    "customXml": "custom_data",
    "customXmlProps": "custom_data",
    "printerSettings": "device",
    "tags": "custom_data",
    "ink": "comment",
}
_PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp"}
_EMBEDDED = {"oleObject", "package", "aFChunk", "subDocument", "control", "activeXControlBinary"}


def fact(kind: str, text: str, *, part: str = "", strippable: bool = True, hidden: bool = True) -> Fact:
    words = text if not part else f"{text}（{part}）"
    return Fact(kind=kind, text=text, place=Place(words, part, hidden=hidden), strippable=strippable)


class Stripping:
    """One package on its way; counts what goes, to say it once for each kind."""

    def __init__(self, package: Package):
        self.package = package
        self.gone: Counter = Counter()
        self.stays: list[Fact] = []
        self.touched: set[str] = set()

    def note(self, kind: str, text: str, count: int = 1):
        if count:
            self.gone[kind, text] += count

    def cut_relations(self, source: str, types: dict[str, tuple[str, str]]) -> list[Relation]:
        """Cuts off the parts of these relationship types: `types` says what each is called."""
        cut = self.package.drop_relations(source, lambda relation: relation.type in types)
        for relation in cut:
            self.note(*types[relation.type])
        if cut and source:
            self.touched.add(source)
        return cut

    def finish(self) -> list[Fact]:
        for source in sorted(self.touched):
            if source in self.package:
                clear_dangling(self.package, source)
        return [*(_counted(kind, text, count) for (kind, text), count in self.gone.items()), *self.stays]


def _counted(kind: str, text: str, count: int) -> Fact:
    return fact(kind, f"{text}（{count}处）" if count > 1 else text)


def strip_common(work: Stripping):
    """Properties, custom data, printer settings, metadata of pictures. Macros and signatures are refused."""
    package = work.package
    _refuse_active(package)
    work.cut_relations("", {name: (kind, _property_words(kind)) for name, kind in _PROPERTIES.items()})
    for source in [name for name in package.reachable() if not name.endswith(".rels")]:
        work.cut_relations(source, {name: (kind, _internal_words(name)) for name, kind in _INTERNAL.items()})
    work.cut_relations("", {"customXml": ("custom_data", _("自定义数据"))})
    for name in package.reachable():
        _strip_picture(work, name)


def _property_words(kind: str) -> str:
    return {
        "author": _("文档属性（作者、最后修改人、修订次数等）"),
        "company": _("文档属性（单位、主管、模板等）"),
    }.get(kind, _("自定义属性或缩略图"))


def _internal_words(name: str) -> str:
    return _("打印机设置") if name == "printerSettings" else _("自定义数据")


def _refuse_active(package: Package):
    for name in package.reachable():
        if name.lower().endswith("vbaproject.bin"):
            raise BadFile(_("文件含有宏，不能公开。请另存为不带宏的 .docx、.xlsx 或 .pptx 后再上传。"))
    for relation in package.relations():
        if relation.type == "origin" and "signature" in relation.element.get("Type", ""):
            raise BadFile(
                _("文件带有电子签名，去掉内部信息会使签名失效。请上传未签名的文件，或另存为 PDF 后再上传。")
            )


def _strip_picture(work: Stripping, name: str):
    media_type = _PICTURES.get(name.rpartition(".")[2].lower())
    if media_type is None or "/" not in name:
        return
    data = work.package.read(name)
    media_type = _really(data) or media_type
    if media_type in EXTENSIONS and (copy := without_metadata(data, media_type)) is not None:
        work.package.write(name, copy)
        work.note("property", _("图片中的拍摄信息"))


def _really(data: bytes) -> str | None:
    """Office programs keep pictures under wrong endings now and then."""
    if data.startswith(b"\xff\xd8"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG"):
        return "image/png"
    return "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def embedded_parts(package: Package) -> list[str]:
    """Parts that hold a file of their own."""
    found = {}
    for source in package.reachable():
        if not source.endswith(".rels"):
            for relation in package.relations(source):
                if relation.type in _EMBEDDED and relation.part in package:
                    found[relation.part] = None
    return list(found)


def drop_hidden_shapes(root) -> int:
    """Shapes of drawings that are switched off."""
    gone = 0
    for properties in each(root, "cNvPr", "docPr"):
        if properties.get("hidden") is None or not is_on(properties, "hidden"):
            continue
        shape = properties.getparent()
        while shape is not None and local(shape) not in _SHAPES:
            shape = shape.getparent()
        if shape is not None and shape.getparent() is not None:
            remove(shape)
            gone += 1
    return gone


_SHAPES = {"sp", "pic", "graphicFrame", "cxnSp", "grpSp", "inline", "anchor", "wsp", "contentPart"}

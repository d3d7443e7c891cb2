"""Office files with something planted in every part."""

import io
import zipfile
from pathlib import Path

RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = "application/vnd.openxmlformats-officedocument"


def package(parts: dict[str, str | bytes], types: dict[str, str]) -> bytes:
    """A package with these parts; `types` of those that are no plain XML."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items()
    )
    contents = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        '<Default Extension="bin" ContentType="application/octet-stream"/>'
        f"{overrides}</Types>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in {"[Content_Types].xml": contents, **parts}.items():
            written.writestr(name, data)
    return stream.getvalue()


def rels(*relations: tuple[str, str, str]) -> str:
    """(id, type, target); an outside target says so by its scheme."""
    lines = "".join(
        f'<Relationship Id="{one}" Type="{kind if "://" in kind else f"{RELATIONSHIP}/{kind}"}" Target="{target}"'
        f"{EXTERNAL if target.startswith(OUTSIDE) else ''}/>"
        for one, kind, target in relations
    )
    return f'<Relationships xmlns="{RELS}">{lines}</Relationships>'


EXTERNAL = ' TargetMode="External"'
OUTSIDE = ("mailto:", "tel:", "http", "file:")


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>某科员 13812345678</dc:creator>'
    "<cp:lastModifiedBy>某科长</cp:lastModifiedBy></cp:coreProperties>"
)
CORE_TYPE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def word(body: str, *, extra: dict | None = None, relations: tuple = (), types: dict | None = None) -> bytes:
    """A Word file with this body and with a person's name in its properties."""
    document = (
        f'<w:document xmlns:w="{W}" xmlns:r="{RELATIONSHIP}"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">'
        f"<w:body>{body}<w:sectPr/></w:body></w:document>"
    )
    return package(
        {
            "_rels/.rels": rels(
                ("r1", "officeDocument", "word/document.xml"), ("r2", CORE_TYPE, "docProps/core.xml")
            ),
            "docProps/core.xml": CORE,
            "word/document.xml": document,
            "word/_rels/document.xml.rels": rels(*relations),
            **(extra or {}),
        },
        {"word/document.xml": f"{TYPES}.wordprocessingml.document.main+xml", **(types or {})},
    )

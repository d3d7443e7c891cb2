"""Small Office files made by hand, so that a test says exactly which part holds what."""

import io
import zipfile

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
S = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
P = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'


def rels(*found: tuple[str, str, str], outside: tuple[str, ...] = ()) -> str:
    """(identifier, last part of the type, target)."""
    rows = "".join(
        f'<Relationship Id="{identifier}" Type="{_TYPE}{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if identifier in outside else ''}/>"
        for identifier, kind, target in found
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def packed(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def word(body: str, parts: dict | None = None, relations: tuple = (), outside: tuple = ()) -> bytes:
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": rels(("r1", "officeDocument", "word/document.xml")),
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": rels(*relations, outside=outside),
            **(parts or {}),
        }
    )


def workbook(sheets: list[tuple[str, str, str]], parts: dict | None = None, extra: str = "") -> bytes:
    """(name, attributes of the sheet in the workbook, content of its part); `extra` stands in the workbook."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="s{number}" {attributes}/>'
        for number, (name, attributes, _content) in enumerate(sheets, 1)
    )
    relations = [
        (f"s{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)
    ]
    relations += [("ss", "sharedStrings", "sharedStrings.xml"), ("st", "styles", "styles.xml")]
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": rels(("r1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f"<workbook {S}><sheets>{listed}</sheets>{extra}</workbook>",
            "xl/_rels/workbook.xml.rels": rels(*relations),
            **{
                f"xl/worksheets/sheet{number}.xml": f"<worksheet {S}>{content}</worksheet>"
                for number, (_name, _attributes, content) in enumerate(sheets, 1)
            },
            **(parts or {}),
        }
    )


def presentation(slides: list[str], parts: dict | None = None, attributes: str = "") -> bytes:
    listed = "".join(
        f'<p:sldId id="{255 + number}" r:id="s{number}"/>' for number in range(1, len(slides) + 1)
    )
    relations = [(f"s{number}", "slide", f"slides/slide{number}.xml") for number in range(1, len(slides) + 1)]
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": rels(("r1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f"<p:presentation {P}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": rels(*relations),
            **{
                f"ppt/slides/slide{number}.xml": f"<p:sld {P} {attributes}>{content}</p:sld>"
                for number, content in enumerate(slides, 1)
            },
            **(parts or {}),
        }
    )

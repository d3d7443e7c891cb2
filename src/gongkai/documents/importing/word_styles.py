"""What a paragraph of Word is: heading or text, how aligned, indented, numbered. Its own settings come before its style's."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_TITLES = frozenset(("title", "标题", "文件标题", "公文标题", "大标题"))
_HEADING = re.compile(r"^(?:heading|标题|toc heading)\s*([1-6])$")
_ALIGNED = {"center": "center", "right": "right", "end": "right"}


@dataclass(frozen=True)
class Look:
    tag: str = "p"  # "title", "h1"... or "p"
    align: str = ""
    indented: bool = False
    number: str = ""
    level: int | None = None
    style: str = ""


class Styles:
    def __init__(self, root: Element | None, w: str):
        self.w = w
        self.styles = (
            {style.get(f"{w}styleId", ""): style for style in root.iter(f"{w}style")}
            if root is not None
            else {}
        )
        self.default = next(
            (name for name, style in self.styles.items()
             if style.get(f"{w}type") == "paragraph" and style.get(f"{w}default") in ("1", "true", "on")), ""
        )  # fmt: skip

    def look(self, paragraph: Element) -> Look:
        properties = paragraph.find(f"{self.w}pPr")
        style = self._value(properties, "pStyle") or self.default
        chain = self._chain(style)
        sources = [
            source
            for source in (properties, *(entry.find(f"{self.w}pPr") for entry in chain))
            if source is not None
        ]
        number, level = self._number(sources)
        return Look(
            tag=self._tag(chain, sources),
            align=_ALIGNED.get(self._first(sources, "jc"), ""),
            indented=self._indented(sources),
            number=number,
            level=level,
            style=style,
        )

    def _chain(self, style: str) -> list[Element]:
        chain: list[Element] = []
        while style in self.styles and len(chain) < 12:
            chain.append(self.styles[style])
            style = self._value(chain[-1], "basedOn")
        return chain

    def _tag(self, chain: list[Element], sources: list[Element]) -> str:
        for style in chain:
            name = self._value(style, "name").strip().lower()
            if name in _TITLES:
                return "title"
            if found := _HEADING.match(name):
                return f"h{found[1]}"
        outline = self._first(sources, "outlineLvl")
        return f"h{int(outline) + 1}" if re.fullmatch("[0-5]", outline) else "p"

    def _number(self, sources: list[Element]) -> tuple[str, int | None]:
        for source in sources:
            numbering = source.find(f"{self.w}numPr")
            if numbering is not None:
                number, level = self._value(numbering, "numId"), self._value(numbering, "ilvl")
                if number:
                    return ("" if number == "0" else number), (
                        int(level) if re.fullmatch("[0-8]", level) else None
                    )
        return "", None

    def _indented(self, sources: list[Element]) -> bool:
        for source in sources:
            indentation = source.find(f"{self.w}ind")
            if indentation is not None:
                for name in ("firstLineChars", "firstLine"):
                    value = indentation.get(f"{self.w}{name}")
                    if value is not None:
                        return bool(re.match("[1-9]", value))
        return False

    def _first(self, sources: list[Element], name: str) -> str:
        return next((value for source in sources if (value := self._value(source, name))), "")

    def _value(self, element: Element | None, name: str) -> str:
        found = element.find(f"{self.w}{name}") if element is not None else None
        return found.get(f"{self.w}val", "") if found is not None else ""

"""HTML to the body of a paper: text and pictures by turns, in the public form's shape; and what an import brings."""

import base64
import binascii
import hashlib
import io
import re
from collections import Counter
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from itertools import pairwise
from urllib.parse import unquote_to_bytes

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.documents.importing.clean import clean_blocks, read_blocks
from gongkai.documents.importing.sniff import FileFacts, inspect_file, public_copy
from gongkai.documents.importing.tidy import all_paragraphs, tidy
from gongkai.documents.importing.tree import Paragraph, Picture

MAX_IMAGES = 300
_CAPTION = re.compile(r'<p class="align-center">(图\s*[\d一二三四五六七八九十][^<]{0,120})</p>')


@dataclass(frozen=True)
class ImportedImage:
    """One picture. `sha256` is the digest of `public`: the copy without metadata that a form may name."""

    data: bytes
    public: bytes
    facts: FileFacts
    alt: str = ""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.public).hexdigest()

    @property
    def media_type(self) -> str:
        return self.facts.media_type


@dataclass
class Imported:
    """What was read, as a proposal: a person looks at every field before it is used."""

    title: str = ""
    document_number: str = ""
    written_on: date | None = None
    issuer_text: str = ""
    genre: str = ""
    blocks: list[dict] = field(default_factory=list)
    images: list[ImportedImage] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    lost_images: int = 0


@dataclass
class Body:
    """A body while it is read. `sources` maps an address in the HTML to its picture."""

    sources: MutableMapping[str, ImportedImage] = field(default_factory=dict)
    images: dict[str, ImportedImage] = field(default_factory=dict)
    dropped: Counter = field(default_factory=Counter)
    without_alt: int = 0

    @property
    def lost_images(self) -> int:
        return sum(self.dropped[name] for name in ("remote", "unreadable", "too_many"))

    def blocks(self, tree: list) -> list[dict]:
        """`tree` is tidied. Neighbouring text is one block; every picture is a block of its own."""
        found: list[dict] = []
        waiting: list = []
        for block in self._apart(tree):
            if not isinstance(block, Picture):
                waiting.append(block)
                continue
            image = self._image(block)
            if image is not None:
                _close(found, waiting)
                waiting = []
                found.append(image)
        _close(found, waiting)
        return _with_captions(found)

    def _apart(self, tree: list) -> list:
        apart: list = []
        for block in tree:
            if isinstance(block, Paragraph):
                apart.extend(_split(block))
                continue
            pictures = [
                item
                for inner in all_paragraphs([block])
                for item in inner.content
                if isinstance(item, Picture)
            ]
            for inner in all_paragraphs([block]):
                inner.content = [item for item in inner.content if not isinstance(item, Picture)]
            self.dropped["moved"] += len(pictures)
            apart.extend([block, *pictures])
        return apart

    def _image(self, picture: Picture) -> dict | None:
        image = self.sources.get(picture.source) or self._embedded(picture)
        if image is None:
            return None
        if image.sha256 not in self.images and len(self.images) >= MAX_IMAGES:
            self.dropped["too_many"] += 1
            return None
        self.images.setdefault(image.sha256, image)
        alt = picture.alt or image.alt
        self.without_alt += not alt
        return {
            "type": "image",
            "sha256": image.sha256,
            "name": image.facts.safe_name,
            "alt": alt[:300],
            "caption": "",
            "width": image.facts.width,
            "height": image.facts.height,
        }

    def _embedded(self, picture: Picture) -> ImportedImage | None:
        """A picture inside the HTML itself (data:). Anything to be fetched stays where it is."""
        if not picture.source.lower().startswith("data:"):
            self.dropped["remote"] += 1
            return None
        data = data_of(picture.source)
        image = read_image(data, picture.alt, len(self.images) + 1) if data else None
        if image is None:
            self.dropped["unreadable"] += 1
            return None
        self.sources[picture.source] = image
        return image


def _close(found: list[dict], waiting: list):
    html = clean_blocks(waiting) if waiting else ""
    if html:
        found.append({"type": "text", "html": html})


def _split(paragraph: Paragraph) -> list:
    """A paragraph at its pictures: text, picture, text."""
    pieces: list = []
    content: list = []
    for item in [*paragraph.content, None]:
        if item is not None and not isinstance(item, Picture):
            content.append(item)
            continue
        if content:
            pieces.append(
                Paragraph(
                    paragraph.tag,
                    paragraph.align,
                    paragraph.kind,
                    paragraph.no_indent,
                    paragraph.indented,
                    None,
                    content,
                )
            )
            content = []
        if item is not None:
            pieces.append(item)
    return pieces


def _with_captions(blocks: list[dict]) -> list[dict]:
    """A centred line 图 1 … right below a picture is its caption."""
    for image, text in pairwise(blocks):
        if image["type"] != "image" or text["type"] != "text":
            continue
        found = _CAPTION.match(text["html"])
        if found:
            image["caption"] = unescape(found[1])
            text["html"] = text["html"][found.end() :]
    return [block for block in blocks if block["type"] == "image" or block["html"]]


def data_of(source: str) -> bytes | None:
    """The bytes of a data: address."""
    head, comma, payload = source.partition(",")
    if not comma:
        return None
    if not head.rstrip().lower().endswith(";base64"):
        return unquote_to_bytes(payload)
    try:
        return base64.b64decode(re.sub(r"[^A-Za-z0-9+/=]", "", payload) + "==")
    except (binascii.Error, ValueError):
        return None


def read_image(data: bytes, alt: str, number: int) -> ImportedImage | None:
    """The picture when it can be taken; None for any other format or a damaged one."""
    stream = io.BytesIO(data)
    try:
        facts = inspect_file(stream, f"{_('图片')}{number}")
        if not facts.media_type.startswith("image/"):
            return None
        return ImportedImage(data, public_copy(stream, facts) or data, facts, alt)
    except BadFile:
        return None


def html_to_blocks(html: str, images: MutableMapping[str, ImportedImage]) -> list[dict]:
    """`images` maps addresses in `html` to pictures already taken; those found inside the HTML are added to it."""
    return Body(sources=images).blocks(tidy(read_blocks(html)[0]))


def warnings_of(dropped: Counter, without_alt: int) -> list[str]:
    """What a person must know about the import, in sentences."""
    sentences = {
        "remote": _("有 %(count)s 张图片在别的网站上，没有取回，请另存后自行插入。"),
        "unreadable": _("有 %(count)s 张图片打不开或格式不支持，没有导入，请另存为 JPG 或 PNG 后自行插入。"),
        "too_many": _("图片太多，有 %(count)s 张没有导入。"),
        "moved": _("表格或列表中的 %(count)s 张图片移到了表格或列表之后，请核对位置。"),
        "hidden": _("原文中有 %(count)s 处隐藏文字，没有导入。"),
        "embedded": _("原文中有 %(count)s 处音视频或嵌入内容，没有导入，请改为附件。"),
        "form": _("原文中有 %(count)s 个表单控件，没有导入。"),
        "links": _("有 %(count)s 个链接不安全或打不开，只保留了文字。"),
    }
    found = [sentence % {"count": dropped[name]} for name, sentence in sentences.items() if dropped[name]]
    if without_alt:
        found.append(
            _("有 %(count)s 张图片没有文字说明，请补写，供看不到图片的人了解内容。") % {"count": without_alt}
        )
    return found

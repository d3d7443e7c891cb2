"""An own search for what must be gone: it shares no code with the masks."""

import html
import io
import re
import unicodedata
import zipfile
import zlib

from gongkai.review.checking.finding import BLOCK, Finding
from gongkai.review.checking.rulebook import shipped
from gongkai.review.masking.values import mask_value

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
ID = "632801199003071234"
OLD_ID = "632802580219112"
MOBILE = "13812345678"
CARD = "6221805350260732112"
PASSPORT = "EH8147368"
PLATE = "青B3A026"
STUDENT = "G632521201010190178"
EMAIL = "cao_178@163.com"
ADDRESS = "格尔木市郭勒木德镇红柳村二社15号"
CHILD = "卓玛吉"
VALUES = {
    "id_number": ID,
    "mobile": MOBILE,
    "bank_card": CARD,
    "passport": PASSPORT,
    "plate": PLATE,
    "student_number": STUDENT,
    "personal_email": EMAIL,
    "home_address": ADDRESS,
    "minor_name": CHILD,
}


def finding(kind: str, value: str, raw: str = "", *, hidden: bool = False) -> Finding:
    masked = mask_value(shipped().masks[kind], raw or value)
    return Finding(kind, BLOCK, "", "", value=value, raw=raw or value, masked=masked, hidden=hidden)


def all_findings() -> list[Finding]:
    return [finding(kind, value) for kind, value in VALUES.items()]


def traces(data: bytes, values, name: str = "") -> list[tuple[str, str]]:
    """(part, value) for each value that stands anywhere, whole or split by tags, blanks or dashes."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        found = []
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for entry in package.infolist():
                inner = package.read(entry)
                found += traces(inner, values, f"{name}!/{entry.filename}")
                found += [(name, value) for value in values if value in entry.filename]
        return found
    pieces = [data]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            pieces.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return [(name, value) for value in values if any(_stands(piece, value) for piece in pieces)]


def _stands(data: bytes, value: str) -> bool:
    if any(value.encode(encoding) in data for encoding in ENCODINGS):
        return True
    sought = _bare(value)
    for encoding in ENCODINGS:
        text = data.decode(encoding, "ignore")
        if any(sought in _bare(one) for one in (text, html.unescape(text), re.sub("<[^<>]*>", "", text))):
            return True
    return False


def _bare(text: str) -> str:
    return re.sub(r"[\s\-\u2010-\u2015·]", "", unicodedata.normalize("NFKC", text)).lower()

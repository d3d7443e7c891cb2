"""What a reader is given: the bytes of one file, how its places are called, and how much may still be taken."""

from dataclasses import dataclass, field, replace
from typing import BinaryIO

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.reading.blocks import Place

MEGABYTE = 1024 * 1024
MAX_DEPTH = 3
MAX_INNER_FILES = 10_000
MAX_UNPACKED = 3 * 1024 * MEGABYTE
OCR_SECONDS = 40.0


class Exhausted(BadFile):
    """Nothing more may be taken of this file, however much of it was read."""


@dataclass
class Budget:
    """Shared by a file and everything inside it, however deep."""

    unpacked: int = MAX_UNPACKED
    files: int = MAX_INNER_FILES
    ocr_seconds: float = OCR_SECONDS

    def take(self, size: int):
        self.unpacked -= size
        if self.unpacked < 0:
            raise Exhausted(_("文件解压后过大，不能接收。请拆分后再上传。"))

    def take_file(self):
        self.files -= 1
        if self.files < 0:
            raise Exhausted(_("压缩包里的文件太多，不能接收。请拆分后再上传。"))


@dataclass(frozen=True)
class Source:
    """`words` and `part` are what stands before every place of this file: 压缩包内“名单.csv”： and `名单.csv!/`."""

    stream: BinaryIO
    name: str
    words: str = ""
    part: str = ""
    hidden: bool = False
    depth: int = 0
    budget: Budget = field(default_factory=Budget)

    def place(self, words: str = "", part: str = "", *, hidden: bool = False) -> Place:
        return Place(
            words=(self.words + words) or self.name, part=self.part + part, hidden=hidden or self.hidden
        )

    def beside(self, stream: BinaryIO, *, name: str, words: str, part: str) -> "Source":
        """A picture of this file: it is no file of its own to a reader, and goes no deeper."""
        return replace(
            self, stream=stream, name=name, words=f"{self.words}{words}", part=f"{self.part}{part}"
        )

    def inner(self, stream: BinaryIO, *, name: str, words: str, part: str, hidden: bool = False) -> "Source":
        """A file within this one. Too deep is refused: nobody packs a list four times."""
        if self.depth >= MAX_DEPTH:
            raise BadFile(_("压缩包里套的压缩包层数太多，不能接收。请解开后再上传。"))
        self.budget.take_file()
        return Source(
            stream=stream,
            name=name,
            words=f"{self.words}{words}",
            part=f"{self.part}{part}!/",
            hidden=hidden or self.hidden,
            depth=self.depth + 1,
            budget=self.budget,
        )

"""Files that stand beside a source: pictures and attachments. Nothing beyond the folder that was given is ever opened."""

from collections import UserDict
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from gongkai.core.errors import BadFile
from gongkai.documents.importing.body import ImportedImage, read_image
from gongkai.documents.importing.names import extension_of
from gongkai.documents.importing.sniff import ACCEPTED, inspect_file
from gongkai.documents.importing.tidy import all_paragraphs
from gongkai.documents.importing.tree import Run
from gongkai.documents.intake.lines import opened, read_bytes
from gongkai.documents.intake.lists import Source


def file_beside(source: Source, address: str) -> Path | None:
    """The file that a relative address names, when it lies within the folder that was given."""
    address = unquote(address.split("?")[0].split("#")[0]).replace("\\", "/").strip()
    if not address or address.startswith("/") or urlsplit(address).scheme or "\0" in address:
        return None
    try:
        path = (source.path.parent / address).resolve()
        return path if path.is_relative_to(source.root.resolve()) and path.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


class NearbyImages(UserDict):
    """Addresses in a body to the pictures beside it, read when they are asked for."""

    def __init__(self, source: Source):
        super().__init__()
        self.source = source
        self.used: list[Path] = []

    def get(self, address: str, default=None) -> ImportedImage | None:
        if address in self.data:
            return self.data[address]
        path = file_beside(self.source, address)
        if path is None:
            return default
        try:
            image = read_image(read_bytes(path), "", len(self.used) + 1)
        except BadFile:
            return default
        if image is not None:
            self.used.append(path)
            self.data[address] = image
        return image or default


def settle_links(tree: list, source: Source, url: str) -> tuple[list[Path], int]:
    """Links to files beside the source become attachments, others are completed from the paper's old address.

    Returns the attachments and how many links lead nowhere; of those the text stays.
    """
    attachments: dict[Path, None] = {}
    lost = 0
    for paragraph in all_paragraphs(tree):
        for run in paragraph.content:
            if not isinstance(run, Run) or not run.href or urlsplit(run.href).scheme:
                continue
            path = file_beside(source, run.href)
            if path is not None and extension_of(path.name) in ACCEPTED:
                attachments.setdefault(path)
                run.href = ""
            else:
                run.href = urljoin(url, run.href) if url else ""
                lost += not url
    return list(attachments), lost


def check_attachment(path: Path) -> str:
    """Why this file cannot be an attachment; empty when it can."""
    try:
        with opened(path) as stream:
            inspect_file(stream, path.name)
    except BadFile as error:
        return str(error)
    return ""

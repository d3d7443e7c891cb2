"""What a reader of a file sees, as plain lines: for finding it, where the checks look for what nobody sees."""

import time
from pathlib import Path

from gongkai.review.reading.blocks import Block, Row, Text
from gongkai.review.reading.opening import blocks_of
from gongkai.review.reading.source import Budget, Source

SEEN = {"body", "heading", "note", "box", "ocr"}
OCR_SECONDS = 10.0


def read_task(arguments: dict) -> dict:
    """As far as `longest` characters and `seconds` go; what was read until then is kept."""
    path, longest = Path(arguments["path"]), arguments["longest"]
    deadline = time.monotonic() + arguments["seconds"]
    lines, size = [], 0
    with path.open("rb") as stream:
        source = Source(stream, arguments["name"], budget=Budget(ocr_seconds=OCR_SECONDS))
        for block in blocks_of(source):
            if line := seen(block):
                lines.append(line)
                size += len(line) + 1
            if size >= longest or time.monotonic() > deadline:
                break
    return {"text": "\n".join(lines)[:longest]}


def seen(block: Block) -> str:
    if isinstance(block, Text):
        return block.text.strip() if block.role in SEEN and not block.place.hidden else ""
    if isinstance(block, Row):
        return " ".join(cell.text for cell in block.cells if cell.text and not cell.place.hidden).strip()
    return ""

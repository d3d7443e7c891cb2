"""Words in pictures, by Tesseract where it is installed. Where it is not, a person has to look."""

import io
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext as _

from gongkai.review.reading.blocks import Block, Text, Unreadable
from gongkai.review.reading.source import Source

SECONDS = 30.0
MIN_SIDE = 80
MAX_PIXELS = 12_000_000
_BETWEEN_CHINESE = r"(?<=[\u3000-\u9fff\uff00-\uffef]) +(?=[\u3000-\u9fff\uff00-\uffef])"


@cache
def program() -> str | None:
    """Tesseract with its Chinese data, or None."""
    found = shutil.which("tesseract")
    if found is None:
        return None
    try:
        listed = subprocess.run([found, "--list-langs"], capture_output=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return found if b"chi_sim" in listed.stdout + listed.stderr else None


def ocr_blocks(source: Source, picture, where: str, part: str) -> Iterator[Block]:
    """`picture` is a PIL image. Tiny ones are decoration."""
    if min(picture.size) < MIN_SIDE:
        return
    place = source.place(where, part)
    if program() is None:
        yield Unreadable(_("这是图片，检查读不了其中的文字（服务器没有装文字识别）。请人工确认。"), place)
        return
    if source.budget.ocr_seconds <= 0:
        yield Unreadable(_("文件里的图片太多，这一张没有识别文字。请人工确认，或者拆分后再上传。"), place)
        return
    started = time.monotonic()
    text = _recognised(picture, min(SECONDS, source.budget.ocr_seconds))
    source.budget.ocr_seconds -= time.monotonic() - started
    if text is None:
        yield Unreadable(_("这张图片的文字识别没有成功，检查读不了。请人工确认。"), place)
    elif text:
        yield Text(text, place, "ocr")


def _recognised(picture, seconds: float) -> str | None:
    import re

    data = io.BytesIO()
    _bounded(picture).save(data, "PNG", compress_level=1)
    command = [
        program(),
        "stdin",
        "stdout",
        "-l",
        "chi_sim+eng",
        "--psm",
        "3",
        "-c",
        "preserve_interword_spaces=1",
    ]
    environment = {"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program with fixed arguments.
            command, input=data.getvalue(), capture_output=True, timeout=seconds, env=environment, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode:
        return None
    return re.sub(_BETWEEN_CHINESE, "", done.stdout.decode("utf-8", "replace")).strip()


def _bounded(picture):
    """Grey, on white, within bounds; small ones twice as large, which Tesseract reads better."""
    if picture.mode in ("RGBA", "LA", "P"):
        picture = picture.convert("RGBA")
        from PIL import Image

        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    picture = picture.convert("L")
    width, height = picture.size
    scale = (MAX_PIXELS / (width * height)) ** 0.5
    if scale < 1:
        return picture.resize((max(int(width * scale), 1), max(int(height * scale), 1)))
    if max(width, height) < 1000:
        return picture.resize((width * 2, height * 2))
    return picture

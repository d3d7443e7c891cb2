"""From the bytes of a file to text. Everything that is no text is told how to become one."""

from pathlib import Path

from gongkai.catalogue.plan.parts import NotAPlan

MOST_BYTES = 1024 * 1024
MAGIC = {
    b"PK\x03\x04": "Word（.docx）或压缩文件",
    b"\xd0\xcf\x11\xe0": "Word（.doc）文件",
    b"%PDF": "PDF 文件",
    b"{\\rtf": "RTF 文件",
}
ENCODINGS = ("utf-8-sig", "gb18030")


def read_text(path: Path) -> str:
    """UTF-8, GB 18030 or UTF-16 with its mark. No more than the limit is ever read."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except IsADirectoryError as error:
        raise NotAPlan(f"{path} 是文件夹。请写出方案文件的路径。") from error
    except FileNotFoundError as error:
        raise NotAPlan(f"没有 {path} 这个文件。请核对路径。") from error
    except OSError as error:
        raise NotAPlan(f"文件打不开：{path}。请核对路径和权限。") from error
    return decode(data)


def decode(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise NotAPlan("文件超过 1 MB，不会是一份方案的文字。请核对是不是选错了文件。")
    for magic, name in MAGIC.items():
        if data.startswith(magic):
            raise NotAPlan(f"这是{name}。请打开后另存为纯文本（UTF-8）再导入。")
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotAPlan("这不是文字文件。请用 Word 打开方案，另存为纯文本（UTF-8）后再导入。")

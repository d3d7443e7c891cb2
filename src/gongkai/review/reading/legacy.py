"""Old files of Office and WPS to new ones by LibreOffice, when it is installed: in a folder of its own, for a minute at most."""

import contextlib
import io
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile
from gongkai.review.reading import ole
from gongkai.review.reading.blocks import Block, Fact
from gongkai.review.reading.source import MEGABYTE, Source

SECONDS = 60
MAX_BYTES = 200 * MEGABYTE
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
# No macros, no links followed, no way out: the proxy leads nowhere.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


def legacy_blocks(source: Source) -> Iterator[Block]:
    """What the converted file holds. The old one itself cannot be cleaned, and says so at each internal thing."""
    source.stream.seek(0)
    is_rtf = source.stream.read(5) == b"{\\rtf"
    kind = "doc" if is_rtf else ole.kind_of(source.stream)
    source.stream.seek(0)
    data = source.stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise BadFile(_("旧版文件太大，检查读不了。请另存为 .docx、.xlsx 或 .pdf 再上传。"))
    if kind == "xls":
        from gongkai.review.reading.sheets import workbook_blocks as reader
    else:
        from gongkai.review.reading.word import word_blocks as reader
    converted = convert(data, f"given.{'rtf' if is_rtf else kind}", "xlsx" if kind == "xls" else "docx")
    for block in reader(replace(source, stream=converted)):
        yield replace(block, strippable=False) if isinstance(block, Fact) else block


def convert_to_docx(data: bytes) -> io.BytesIO:
    return convert(data, "paper.doc", "docx")


def convert(data: bytes, name: str, target: str) -> io.BytesIO:
    """`target`: docx or xlsx."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        message = _("这台服务器不能读旧版文件。请另存为 .%(target)s 或 .pdf 再上传。")
        raise BadFile(message % {"target": target})
    with tempfile.TemporaryDirectory(prefix="gongkai-convert-") as folder:
        home = Path(folder)
        (home / "profile" / "user").mkdir(parents=True)
        (home / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        given = home / name
        given.write_bytes(data)
        _run(program, home, given, _FILTERS[target])
        result = home / "out" / f"{given.stem}.{target}"
        if not result.exists():
            message = _("旧版文件转换不了，可能已损坏。请另存为 .%(target)s 或 .pdf 再上传。")
            raise BadFile(message % {"target": target})
        return io.BytesIO(result.read_bytes())


def _run(program: str, home: Path, given: Path, filter_name: str):
    """In a process group of its own, so that everything it starts ends with it."""
    command = [
        program, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
        "--nolockcheck", "--convert-to", filter_name, "--outdir", str(home / "out"), str(given),
    ]  # fmt: skip
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "LANG": "C.UTF-8", "no_proxy": ""}
    process = subprocess.Popen(  # noqa: S603 - a fixed program with fixed arguments.
        command,
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
        preexec_fn=_more_memory if _is_bounded() else None,
    )
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise BadFile(
            _("旧版文件转换超过了一分钟，已停止。请另存为 .docx、.xlsx 或 .pdf 再上传。")
        ) from error
    finally:
        _end(process)


def _is_bounded() -> bool:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    return soft != hard


def _more_memory():
    """A child of `review.apart` is bounded more narrowly than LibreOffice can live with; the hard limit stays."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _end(process: subprocess.Popen):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

"""Old Word and WPS files to .docx by LibreOffice, when it is installed: in a folder of its own, for a minute at most."""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from gongkai.core.errors import BadFile

SECONDS = 60
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


def convert_to_docx(data: bytes) -> io.BytesIO:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise BadFile(_("这台服务器不能读旧版 .doc、.wps 文件。请另存为 .docx 或 .pdf 再上传。"))
    with tempfile.TemporaryDirectory(prefix="gongkai-convert-") as folder:
        home = Path(folder)
        (home / "profile" / "user").mkdir(parents=True)
        (home / "profile" / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        (home / "paper.doc").write_bytes(data)
        _run(program, home)
        result = home / "out" / "paper.docx"
        if not result.exists():
            raise BadFile(_("旧版文件转换不了，可能已损坏。请另存为 .docx 或 .pdf 再上传。"))
        return io.BytesIO(result.read_bytes())


def _run(program: str, home: Path):
    """In a process group of its own, so that everything it starts ends with it."""
    command = [
        program, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
        "--nolockcheck", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(home / "out"), str(home / "paper.doc"),
    ]  # fmt: skip
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "LANG": "C.UTF-8", "no_proxy": ""}
    process = subprocess.Popen(  # noqa: S603 - a fixed program with fixed arguments.
        command,
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise BadFile(_("旧版文件转换超过了一分钟，已停止。请另存为 .docx 或 .pdf 再上传。")) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

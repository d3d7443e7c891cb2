"""A small conforming witness (C2SP tlog-witness) for whoever wants to watch over a city's log. No Django, no database.

Its folder holds `witness.key`, `logs` (a verifier key of a witnessed log in each line) and `memory/`, which must never be
set back to an older state: what was cosigned there is remembered there alone.
"""

import os
import time
from pathlib import Path

from gongkai.translog import (
    LOG_KEY,
    WITNESS_KEY,
    Answer,
    Ed25519Signer,
    FolderMemory,
    Malformed,
    Missing,
    SigningFailed,
    VerifierKey,
    Witness,
)
from gongkai.translog.witness import MAX_REQUEST

FOLDER = "GONGKAI_WITNESS_DIR"  # tells the server's processes where the witness lives
REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}
REASONS |= {405: "Method Not Allowed", 411: "Length Required", 413: "Content Too Large"}
REASONS |= {422: "Unprocessable Content", 500: "Internal Server Error"}


def make(folder: Path, name: str) -> VerifierKey:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    signer = Ed25519Signer.generate(name, WITNESS_KEY)
    signer.save(folder / "witness.key")
    (folder / "logs").touch()
    FolderMemory(folder / "memory")
    return signer.key


def key_of(folder: Path) -> VerifierKey:
    return Ed25519Signer.load(folder / "witness.key").key


def logs_of(folder: Path) -> dict[str, list[VerifierKey]]:
    try:
        lines = (folder / "logs").read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Missing("no-witness", f"{folder} 里没有见证人。请先运行 gongkai witness init。") from error
    found: dict[str, list[VerifierKey]] = {}
    for line in lines:
        if (text := line.strip()) and not text.startswith("#"):
            key = VerifierKey.parse(text)
            found.setdefault(key.name, []).append(key)
    return found


def add_log(folder: Path, key: VerifierKey) -> bool:
    """Witness that log too. False when it is witnessed already."""
    if key.kind != LOG_KEY:
        raise Malformed("key-kind", "这不是日志的公钥。请写日志页上公布的验证公钥。")
    if key in logs_of(folder).get(key.name, []):
        return False
    with open(folder / "logs", "a", encoding="utf-8") as file:
        file.write(f"{key.text}\n")
        file.flush()
        os.fsync(file.fileno())
    return True


class WitnessServer:
    """WSGI. The list of logs is read again when its file changed."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.signer = Ed25519Signer.load(folder / "witness.key")
        self.memory = FolderMemory(folder / "memory")
        self._witness: tuple[int, Witness] | None = None
        self.witness()

    def __call__(self, environ, start_response):
        try:
            answer = self._answer(environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""), environ)
        except (OSError, Malformed, Missing, SigningFailed) as error:
            environ["wsgi.errors"].write(f"{error}\n")
            answer = _said(500, "见证人暂时不能签名，请稍后再试。")
        headers = [("Content-Type", answer.content_type), ("Content-Length", str(len(answer.body)))]
        headers += [("Cache-Control", "no-store"), ("Access-Control-Allow-Origin", "*")]
        start_response(f"{answer.status} {REASONS[answer.status]}", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]

    def witness(self) -> Witness:
        changed = (self.folder / "logs").stat().st_mtime_ns
        if self._witness is None or self._witness[0] != changed:
            self._witness = (changed, Witness(self.signer, logs_of(self.folder), self.memory))
        return self._witness[1]

    def _answer(self, method: str, path: str, environ) -> Answer:
        if path == "/add-checkpoint":
            return self._add(environ) if method == "POST" else _said(405, "这个地址只接收 POST。")
        if method not in ("GET", "HEAD"):
            return _said(405, "这个地址只能读取。")
        if path in ("", "/"):
            return _said(200, self._about())
        log_id, _slash, rest = path.removeprefix("/").partition("/")
        return self.witness().checkpoint(log_id) if rest == "checkpoint" else _said(404, "没有这个地址。")

    def _add(self, environ) -> Answer:
        try:
            length = int(environ.get("CONTENT_LENGTH") or "")
        except ValueError:
            return _said(411, "请求要写明 Content-Length。")
        if not 0 <= length <= MAX_REQUEST:
            return _said(413, f"请求太大：最多 {MAX_REQUEST:,} 字节。")
        body = environ["wsgi.input"].read(length)
        return self.witness().add_checkpoint(body, now=int(time.time()))

    def _about(self) -> str:
        logs = "\n".join(sorted(self.witness().logs)) or "（还没有）"
        return f"见证人 {self.signer.key.text}\n见证的日志：\n{logs}"


def _said(status: int, sentence: str) -> Answer:
    return Answer(status, f"{sentence}\n".encode())


def application(environ, start_response):
    """For a WSGI server, which makes it at the first request."""
    global _server
    if _server is None:
        _server = WitnessServer(Path(os.environ[FOLDER]))
    return _server(environ, start_response)


_server: WitnessServer | None = None

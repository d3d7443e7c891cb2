"""Run a command with a PostgreSQL server of its own: private_postgres.py COMMAND…

With DATABASE_URL set, that database is used and nothing is started. Otherwise the installed binaries make a server in a
temporary folder on a Unix socket; it is stopped and removed afterwards. It is not fsynced: for tests only.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROLE = "gongkai"
SETTINGS = (
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "max_connections=100",
    "log_min_messages=fatal",
)


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit("用法: private_postgres.py 命令 [参数]…")
    if os.environ.get("DATABASE_URL"):
        return run(sys.argv[1:], os.environ["DATABASE_URL"])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as url:
        return run(sys.argv[1:], url)


def run(command: list[str], url: str) -> int:
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode  # noqa: S603


@contextmanager
def server():
    binaries = find_binaries()
    folder = Path(tempfile.mkdtemp(prefix="gongkai-pg-"))
    as_postgres = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, pwd.getpwnam("postgres").pw_uid)
        as_postgres = ["runuser", "-u", "postgres", "--"]
    folder.chmod(0o755)

    def program(name: str, *arguments: str) -> None:
        command = [*as_postgres, str(binaries / name), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)  # noqa: S603

    data = folder / "data"
    options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"unix_socket_directories={folder}"))
    try:
        program(
            "initdb",
            f"--pgdata={data}",
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        program(
            "pg_ctl", f"--pgdata={data}", "--wait", f"--log={folder / 'log'}", f"--options={options}", "start"
        )
        try:
            program("createuser", f"--host={folder}", "--username=postgres", "--createdb", ROLE)
            program("createdb", f"--host={folder}", "--username=postgres", f"--owner={ROLE}", ROLE)
            yield f"postgresql://{ROLE}@{str(folder).replace('/', '%2f')}/{ROLE}"
        finally:
            program("pg_ctl", f"--pgdata={data}", "--mode=immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if newest:
        return newest[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    sys.exit(
        "没有找到 PostgreSQL。请安装（Debian：apt-get install postgresql），或设 DATABASE_URL 后重试。\n"
        "PostgreSQL was not found. Install it (Debian: apt-get install postgresql) or set DATABASE_URL."
    )


if __name__ == "__main__":
    sys.exit(main())

"""The independent verifier, built once from Debian's Go packages and asked over a pipe."""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

LIBRARIES = Path("/usr/share/gocode")
SOURCE = Path(__file__).parent / "verifier" / "main.go"


class Verifier:
    def __init__(self, program: Path):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen([program], text=True, encoding="utf-8", **pipes)

    def ask(self, do: str, **asked) -> str:
        """ "ok", or "refused: ..."."""
        if "Entry" in asked:
            asked["Entry"] = base64.b64encode(asked["Entry"]).decode()
        self.process.stdin.write(json.dumps({"Do": do, **asked}) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")


@pytest.fixture(scope="session")
def verifier(tmp_path_factory) -> Iterator[Verifier]:
    if not shutil.which("go"):
        pytest.skip("go is not installed (apt-get install golang-go golang-golang-x-mod-dev)")
    if not (LIBRARIES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("golang.org/x/mod is not installed (apt-get install golang-golang-x-mod-dev)")
    folder = tmp_path_factory.mktemp("go")
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": str(LIBRARIES), "GOFLAGS": ""}
    environment.setdefault("HOME", str(folder))
    build = ["go", "build", "-o", str(folder / "verifier"), str(SOURCE)]
    subprocess.run(build, env=environment, check=True, capture_output=True, text=True)
    asked = Verifier(folder / "verifier")
    yield asked
    asked.process.stdin.close()
    asked.process.wait()

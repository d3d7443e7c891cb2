"""What children of the tests do."""

import os
import socket
import subprocess
import time
from pathlib import Path

from gongkai.core.errors import BadFile
from gongkai.review.reading import read_blocks


def task(arguments: dict):
    return globals()[f"_{arguments['do']}"](arguments)


def _echo(arguments):
    print("what a library prints")
    return {"text": arguments["text"], "pid": os.getpid()}


def _refuse(_arguments):
    raise BadFile("打不开。")


def _fail(_arguments):
    raise ValueError("620123197808101023")


def _die(_arguments):
    os._exit(3)


def _fill(_arguments):
    return len(bytearray(4_000_000_000))


def _sleep(arguments):
    started = subprocess.Popen(["sleep", "600"], process_group=0)
    Path(arguments["note"]).write_text(str(started.pid))
    time.sleep(600)


def _connect(_arguments):
    socket.create_connection(("127.0.0.1", 9), timeout=1)


def _variables(_arguments):
    return sorted(os.environ)


def read_texts(arguments: dict) -> list[str]:
    path = Path(arguments["path"])
    return [_said(block) for block in read_blocks(path, path.name)]


def _said(block) -> str:
    cells = [cell.text for cell in getattr(block, "cells", ())]
    return getattr(block, "text", None) or getattr(block, "reason", None) or " ".join(cells)

"""The other side of `apart`: reads a request, does it, answers, until nobody asks any more."""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import resource
import sys

_MEGABYTE = 1024 * 1024
_LARGEST_FILE = 2048 * _MEGABYTE
_OPEN_FILES = 256
_FORBIDDEN = frozenset(("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto"))
_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000


def serve():
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What a library prints is no answer.
    _limit(int(sys.argv[2]))
    _leave_network()
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answers.write(json.dumps(_done(request), ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        answers.flush()
        gc.collect()


def _done(request: dict) -> dict:
    from gongkai.core.errors import BadFile

    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + request["seconds"] + 2)
    module, _colon, name = request["target"].partition(":")
    try:
        return {"done": getattr(importlib.import_module(module), name)(request["arguments"])}
    except BadFile as error:
        return {"bad": str(error)}
    except MemoryError:
        os._exit(1)  # What is left of the memory may not suffice to say so.
    except Exception as error:  # The name of the error alone: its words may hold what stands in the file.
        return {"wrong": type(error).__name__}


def _limit(megabytes: int):
    """The hard limit of memory stays wide: LibreOffice, which is started for old files, needs more."""
    _soft(resource.RLIMIT_AS, megabytes * _MEGABYTE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _soft(resource.RLIMIT_FSIZE, _LARGEST_FILE)
    _soft(resource.RLIMIT_NOFILE, _OPEN_FILES)


def _soft(which: int, value: int):
    hard = resource.getrlimit(which)[1]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _leave_network():
    """A network of its own with nothing in it, where the system allows; no connections by this program in any case."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        if library.unshare(_CLONE_NEWNET) != 0:
            library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    sys.addaudithook(_no_network)


def _no_network(event: str, _arguments):
    if event in _FORBIDDEN:
        raise OSError("no network here")

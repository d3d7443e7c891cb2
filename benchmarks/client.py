"""Requests per second and p99 of one address over kept connections: by wrk where it is installed, else by our own client.

Ours is a single process without parsing; it takes a good share of a core for itself, so its figures are lower than wrk's.
"""

import re
import selectors
import shutil
import socket
import subprocess
import time
from urllib.parse import urlsplit


def where(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


def name() -> str:
    return "wrk" if where("wrk") else "own client"


def load(
    address: str, *, connections: int, seconds: float, headers: tuple[str, ...] = ()
) -> tuple[float, float]:
    """(requests per second, p99 in milliseconds)."""
    ask = by_wrk if where("wrk") else by_ourselves
    return ask(address, connections=connections, seconds=seconds, headers=headers)


def by_wrk(address, *, connections, seconds, headers):
    more = [part for header in headers for part in ("-H", header)]
    command = [where("wrk"), "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--latency", *more, address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    scale = {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), float(value) * scale


def by_ourselves(address, *, connections, seconds, headers):
    parts = urlsplit(address)
    request = "\r\n".join([f"GET {parts.path} HTTP/1.1", f"Host: {parts.netloc}", *headers, "", ""]).encode()
    waiting, times, begun = selectors.DefaultSelector(), [], time.perf_counter()
    for _ in range(connections):
        connection = socket.create_connection((parts.hostname, parts.port))
        connection.sendall(request)
        waiting.register(connection, selectors.EVENT_READ, [time.perf_counter(), b""])
    while time.perf_counter() - begun < seconds:
        for key, _events in waiting.select():
            sent, got = key.data
            key.data[1] = got = got + key.fileobj.recv(1 << 20)
            if not _is_whole(got):
                continue
            times.append(time.perf_counter() - sent)
            key.fileobj.sendall(request)
            key.data[:] = [time.perf_counter(), b""]
    for key in list(waiting.get_map().values()):
        key.fileobj.close()
    return len(times) / seconds, sorted(times)[int(len(times) * 0.99)] * 1000


def _is_whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    assert not found or head.startswith(b"HTTP/1.1 200"), head[:80]
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(found) and len(body) >= int(length[1])

"""A server on loopback that speaks bytes: whole answers, and every way in which one goes wrong."""

import gzip
import json
import random
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Lock, Thread

PAGE = b"<!doctype html>\n<html><head><title>Log in</title></head><body>Who are you?</body></html>\n"
BUSY_PAGE = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center>nginx</center></body>\r\n</html>\r\n"

SLOW = 0.9
"""Seconds that a slow answer takes: longer than the test waits."""

_PHRASES = {200: "OK", 201: "Created", 302: "Found", 429: "Too Many Requests", 500: "Internal Server Error"}


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """The beginning of an answer, with the empty line after it."""
    lines = [f"HTTP/1.1 {status} {_PHRASES.get(status, 'Whatever')}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def answer(body: bytes, status: int = 200, content_type: str = "application/json", **headers: str) -> bytes:
    """A whole answer, its length in its head; underscores in the names of headers are hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return head(status, {"Content-Type": content_type, "Content-Length": str(len(body)), **named}) + body


def chunked(body: bytes, size: int = 7_000, **headers: str) -> bytes:
    """A whole answer in chunks."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
    return head(200, {"Content-Type": "application/json", "Transfer-Encoding": "chunked", **named}) + chunks + b"0\r\n\r\n"


def unframed(body: bytes, **headers: str) -> bytes:
    """An answer that ends where the connection does."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return head(200, {"Content-Type": "application/json", "Connection": "close", **named}) + body


@dataclass(frozen=True, slots=True)
class Said:
    """What goes over the wire for one request.

    Attributes:
        text: the bytes; none at all drops the connection.
        after: seconds before them.
        reset: whether the connection is torn down behind them instead of being closed.
        go_on: whether the connection stays open for the next request.
    """

    text: bytes = b""
    after: float = 0.0
    reset: bool = False
    go_on: bool = False


@dataclass
class Heard:
    """A running server: where it listens, and the requests that came, each as its bytes."""

    address: str
    requests: list[bytes] = field(default_factory=list)


@contextmanager
def speaking(say: Callable[[int, bytes], Said | bytes]) -> Iterator[Heard]:
    """A server that says to the n-th request (from 0) what ``say`` gives; after bytes alone the connection is closed."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    heard, lock, open_ones = Heard(f"http://127.0.0.1:{listener.getsockname()[1]}"), Lock(), set[socket.socket]()

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while request := _request(connection):
                with lock:
                    heard.requests.append(request)
                    number = len(heard.requests) - 1
                said = say(number, request)
                said = Said(said) if isinstance(said, bytes) else said
                time.sleep(said.after)
                connection.sendall(said.text)
                if said.reset:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                if not said.go_on:
                    break
        open_ones.discard(connection)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                open_ones.add(connection)
                Thread(target=serve, args=(connection,), daemon=True).start()

    accepting = Thread(target=accept)
    accepting.start()
    try:
        yield heard
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for connection in list(open_ones):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def _request(connection: socket.socket) -> bytes:
    """The next request with its body; nothing when the other side has hung up."""
    text = b""
    while b"\r\n\r\n" not in text:
        part = connection.recv(65_536)
        if not part:
            return b""
        text += part
    start, _, body = text.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in start.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0]):
        body += connection.recv(65_536)
    return start + b"\r\n\r\n" + body


def _half(whole: bytes) -> bytes:
    """The first part of an answer: its head and half of what follows."""
    start = whole.index(b"\r\n\r\n") + 4
    return whole[: start + (len(whole) - start) // 2]


def _older(body: bytes) -> bytes:
    """Events wrapped as older servers do; any other answer as it is."""
    value = json.loads(body)
    if not isinstance(value, dict) or "results" not in value:
        return body
    wrapped = [{"_index": "logstash-2026.10.31", "_id": each.pop("_id"), "_source": each} for each in value["results"]]
    return json.dumps(value | {"results": wrapped}).encode()


def _busy(status: int, **headers: str) -> Callable[[bytes], Said]:
    return lambda _: Said(answer(BUSY_PAGE, status, "text/html", **headers), go_on=True)


def _login(_: bytes) -> Said:
    return Said(answer(b"", 302, "text/html", Location="/accounts/login/?next=/rest/"), go_on=True)


HEALTHY: dict[str, Callable[[bytes], Said]] = {
    "length": lambda body: Said(answer(body), go_on=True),
    "gzip": lambda body: Said(answer(gzip.compress(body), Content_Encoding="gzip"), go_on=True),
    "chunks": lambda body: Said(chunked(body, 900), go_on=True),
    "chunks, gzip": lambda body: Said(chunked(gzip.compress(body), 90, Content_Encoding="gzip"), go_on=True),
    "until closed": lambda body: Said(unframed(body)),
    "closed behind it": lambda body: Said(answer(body)),
    "older results": lambda body: Said(answer(_older(body)), go_on=True),
    "wrong content type": lambda body: Said(answer(body, content_type="text/html"), go_on=True),
}
"""Ways to give a whole answer: out of its JSON."""

FAULTS: dict[str, Callable[[bytes], Said]] = {
    "dropped": lambda _: Said(),
    "torn down": lambda _: Said(reset=True),
    "torn down half way": lambda body: Said(_half(answer(body)), reset=True),
    "502": _busy(502),
    "503": _busy(503),
    "504": _busy(504),
    "429": _busy(429),
    "429 for a moment": _busy(429, Retry_After="0"),
    "429 for an hour": _busy(429, Retry_After="3600"),
    "500": lambda _: Said(answer(PAGE, 500, "text/html"), go_on=True),
    "slow": lambda body: Said(answer(body), after=SLOW),
    "half, length": lambda body: Said(_half(answer(body))),
    "half, chunks": lambda body: Said(_half(chunked(body, 900))),
    "half, gzip": lambda body: Said(_half(answer(gzip.compress(body), Content_Encoding="gzip"))),
    "half in gzip alone": lambda body: Said(answer(gzip.compress(body)[:-12], Content_Encoding="gzip"), go_on=True),
    "half in gzip and chunks": lambda body: Said(chunked(gzip.compress(body)[:-12], 90, Content_Encoding="gzip"), go_on=True),
    "half, until closed": lambda body: Said(_half(unframed(body))),
    "half a head": lambda body: Said(answer(body)[:30]),
    "broken JSON": lambda body: Said(answer(body[:-1]), go_on=True),
    "web page": lambda _: Said(answer(PAGE, content_type="text/html"), go_on=True),
    "web page as JSON": lambda _: Said(answer(PAGE), go_on=True),
    "login": _login,
    "empty": lambda _: Said(answer(b""), go_on=True),
    "no HTTP": lambda _: Said(b"SSH-2.0-OpenSSH_9.6\r\n"),
}
"""Ways to give none."""


class Dice:
    """Draws a way to answer for each request: the same ones, in the same order, for the same seed.

    Args:
        seed: of the dice.
        share: how many of the requests meet a fault, 0 to 1.
    """

    def __init__(self, seed: int, share: float) -> None:
        self.drawn: Counter[str] = Counter()
        self._random, self._share, self._lock = random.Random(seed), share, Lock()

    def say(self, body: bytes) -> Said:
        """The answer with this JSON, whole or not."""
        with self._lock:
            ways = FAULTS if self._random.random() < self._share else HEALTHY
            way = self._random.choice([*ways])
            self.drawn[way] += 1
        return ways[way](body)

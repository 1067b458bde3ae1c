"""Suricata's ``unix_stream`` output: a socket that it connects to and writes its events into."""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Thread

from connector.engine.coverage import Range, Stat
from connector.engine.pieces import MOST_LINES, Piece
from connector.errors import SourceError

_MOST = 2**26
"""Bytes that wait for the store; beyond them the writer waits, as it does for a slow disk."""

_BLOCK = 2**18


@dataclass(slots=True)
class _Stream:
    """One connection: what came and was not taken yet. Where it lies in the stream is where it lies in a file."""

    identity: str = field(default_factory=lambda: secrets.token_hex(16))
    waiting: bytearray = field(default_factory=bytearray)
    taken: int = 0
    lines: int = 0
    ended: bool = False


class Listener:
    """Takes events from any number of connections. Safe for threads.

    Args:
        path: the socket.
        server: it, listening.
    """

    def __init__(self, path: Path, server: socket.socket) -> None:
        self._path = path
        self._server = server
        self._streams: list[_Stream] = []
        self._room = Condition()
        Thread(target=self._accept, name="listening", daemon=True).start()

    def pieces(self) -> Iterator[Piece]:
        """What came since it was last asked: whole lines, and the end of a line whose connection was closed."""
        for stream in [*self._streams]:
            while piece := self._piece(stream):
                yield piece
            if stream.ended and not stream.waiting:
                self._streams.remove(stream)

    def put_back(self, piece: Piece) -> None:
        """What could not be committed is given again."""
        for stream in self._streams:
            if stream.identity == piece.covered.identity:
                with self._room:
                    stream.waiting[:0] = piece.data
                    stream.taken = piece.covered.start
                    stream.lines = piece.covered.first_line - 1

    def _piece(self, stream: _Stream) -> Piece | None:
        with self._room:
            length = _whole(stream.waiting, stream.ended)
            data = bytes(stream.waiting[:length])
            del stream.waiting[:length]
            start, first = stream.taken, stream.lines + 1
            lines = data.count(b"\n") + int(data[-1:] not in (b"", b"\n"))
            stream.taken += length
            stream.lines += lines
            self._room.notify_all()
        if not data:
            return None
        # No file begins like a stream, so that no file is ever taken for it.
        stat = Stat(f"unix:{self._path}", 0, 0, 0)
        return Piece(data, Range(stream.identity, 0, "", start, start + length, "", first, lines, stat), 0)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return  # closed
            stream = _Stream()
            self._streams.append(stream)
            Thread(target=self._receive, args=(connection, stream), name="receiving", daemon=True).start()

    def _receive(self, connection: socket.socket, stream: _Stream) -> None:
        with connection:
            try:
                while block := connection.recv(_BLOCK):
                    with self._room:
                        self._room.wait_for(lambda: len(stream.waiting) < _MOST)
                        stream.waiting += block
            except OSError:
                pass  # the writer went: what it wrote whole is there
            stream.ended = True


@contextmanager
def listening(path: Path) -> Iterator[Listener]:
    """A listener at a path of the file system, only for the user who runs it; the socket goes with it.

    Raises:
        SourceError: the socket cannot be made, or somebody listens there.
    """
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        _clear(path)
        before = os.umask(0o177)
        try:
            server.bind(str(path))
        finally:
            os.umask(before)
        server.listen()
    except OSError as error:
        server.close()
        raise SourceError(f"{path} cannot be listened on: {error.strerror or error}.") from error
    try:
        yield Listener(path, server)
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        path.unlink(missing_ok=True)


def _clear(path: Path) -> None:
    """Takes away the socket of a process that has ended."""
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise OSError(None, "another process listens there")


def _whole(waiting: bytearray, ended: bool) -> int:
    """How much of it is whole lines, at most `MOST_LINES`."""
    if waiting.count(b"\n") > MOST_LINES:
        end = 0
        for _ in range(MOST_LINES):
            end = waiting.index(b"\n", end) + 1
        return end
    return len(waiting) if ended else waiting.rfind(b"\n") + 1

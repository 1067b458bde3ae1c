"""The API as a process of its own."""

import secrets
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from connector.errors import ConfigError
from connector.server.address import check_address
from connector.server.rest import routes
from connector.source import Source

_FAREWELL = 3
"""Seconds that answers under way get when the server is stopped: a client that reads slowly must not keep it alive."""


def serve(source: Source, *, host: str, port: int, token: str, as_recorded: bool, allow_remote: bool) -> None:
    """Answers until SIGTERM or Ctrl-C, then returns.

    Writes ``ready on http://...`` on standard error once it answers.

    Args:
        source: who answers.
        host: the address to listen on.
        port: its port; 0 takes a free one.
        token: what every request must carry; empty makes one and writes it on standard error, once.
        as_recorded: keep the real server's caps and empty answers.
        allow_remote: whether other machines may connect.

    Raises:
        ConfigError: the address is not loopback, or it cannot be listened on.
    """
    remote = check_address(host, allow_remote)
    listener = _listener(host, port)
    if remote:
        _say(f"Warning: {host} can be reached from other machines, and the token travels unencrypted.")
    if not token:
        token = secrets.token_hex(20)
        _say(f"EVELENS_TOKEN is not set. The token of this run: {token}")
    application = Starlette(routes=routes(lambda: source, token, as_recorded))
    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=_FAREWELL,
    )
    address = f"[{host}]" if ":" in host else host
    with listener, _stopping_quietly():
        _Announced(config, f"ready on http://{address}:{listener.getsockname()[1]}").run(sockets=[listener])


class _Announced(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, sentence: str) -> None:
        super().__init__(config)
        self._sentence = sentence

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _say(self._sentence)


@contextmanager
def _stopping_quietly() -> Iterator[None]:
    """uvicorn stops at a signal and then raises it again for whoever listened before: nobody needs to die of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _listener(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        raise ConfigError(f"Port {port} of {host} cannot be listened on ({error}): give another --port.") from error


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()

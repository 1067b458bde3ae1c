"""A server on loopback that answers as it is told, and the recorded wire of a real Scirius as what it is told."""

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from connector.server import routes
from connector.source import Source
from tests import captures

API = "/rest/rules/es/"


@dataclass(frozen=True)
class Reply:
    """What goes back. ``length`` is what the head claims the body to be; ``drop`` sends nothing at all."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    drop: bool = False


@dataclass(frozen=True)
class Arrival:
    """A request as it came in."""

    path: str
    params: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and what has arrived there, in order."""

    address: str
    arrivals: list[Arrival]


@contextmanager
def serving(source: Source, token: str, as_recorded: bool = False, asked: list[str] | None = None) -> Iterator[str]:
    """Our own API over a source: gives its base address. ``asked`` collects the paths of the requests."""
    application = Starlette(routes=routes(lambda: source, token, as_recorded))

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        if asked is not None:
            asked.append(scope["path"])
        await application(scope, receive, send)

    server = uvicorn.Server(uvicorn.Config(noting, log_level="error", lifespan="off", ws="none"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def json_reply(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode())


@contextmanager
def listening(answer: Callable[[Arrival], Reply]) -> Iterator[Server]:
    """A server that gives each request what ``answer`` says."""
    arrivals: list[Arrival] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            arrival = Arrival(parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), dict(self.headers))
            arrivals.append(arrival)
            reply = answer(arrival)
            if reply.drop:
                self.close_connection = True
                return
            self.send_response_only(reply.status)
            for name, value in (
                {"Content-Type": reply.content_type, "Date": self.date_time_string()} | dict(reply.headers)
            ).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = reply.length is not None

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield Server(f"http://127.0.0.1:{server.server_port}", arrivals)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@cache
def records() -> list[dict[str, Any]]:
    """The recorded requests and answers, in order."""
    wire: dict[str, Any] = json.loads(captures.path("scirius-wire.json").read_bytes())
    found: list[dict[str, Any]] = wire["records"]
    return found


def uncut(value: Any) -> Any:
    """The recorded value with its cut lists as they begin: their lengths are not what the record says."""
    match value:
        case {"__first5__": list(beginning)}:
            return [uncut(each) for each in beginning]
        case dict():
            return {key: uncut(each) for key, each in value.items()}
        case list():
            return [uncut(each) for each in value]
        case _:
            return value


def replayed(number: int) -> Reply:
    """The answer of that record."""
    record = records()[number]
    body = json.dumps(uncut(record["json"])) if "json" in record else record["text"]
    headers = {"Location": record["location"]} if "location" in record else {}
    return Reply(record["status"], body.encode(), record["content_type"], headers)


def replay(table: Mapping[tuple[str, str | None], int]) -> Callable[[Arrival], Reply]:
    """Answers our questions with records: a question is an endpoint and the qfilter that must arrive for it.

    The window must be the record's; a question that is not in the table gets a 404.
    """

    def answer(arrival: Arrival) -> Reply:
        number = table.get((arrival.path.removeprefix(API).rstrip("/"), arrival.params.get("qfilter")))
        if number is None:
            return Reply(404)
        recorded = records()[number]["params"]
        window = [(name, str(recorded[name])) for name in ("from_date", "to_date") if name in recorded]
        return replayed(number) if all(arrival.params.get(name) == value for name, value in window) else Reply(404)

    return answer

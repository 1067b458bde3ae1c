"""A real browser on a real dashboard: one browser and few dashboards for all tests, a fresh context for each.

A test takes `server` (call it for an address), `page` and `settled`:

    def test_events_open(server, page, settled):
        page.goto(f"{server()}/events")
        settled(page)
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from connector import Connector, demo
from connector.config import Config
from connector.source import Source
from connector.sources import eve
from tools import chromium as system
from tools.dashboard import Dashboard, read_files, running

UNTIL = datetime(2026, 10, 31, 18, tzinfo=UTC)
"""When the small capture ends; the pages open on the 24 hours before it."""

DAY = "2026-10-30T18:00:00Z/2026-10-31T18:00:00Z"
"""The last day of the small capture."""

MARKUP = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script><b>bold</b>"
BEACON = "![pixel](https://attacker.example/pixel.png) [link](https://attacker.example/) https://attacker.example/plain"
LONG = "A" * 5_000
SURROGATE = "lone \ud800 surrogate"
DIRECTIVES = ":red-badge[Verified] :material/verified: $\\LaTeX$ **bold** `code` # heading"
REVERSED = "invoice\u202efdp.exe\u0000\u001b[31m"
ATTACKS = (MARKUP, BEACON, LONG, SURROGATE, DIRECTIVES, REVERSED)

_OUTSIDE = re.compile(r"^(?!(?:https?|wss?)://(?:127\.0\.0\.1|localhost)(?:[:/]|$))(?:https?|wss?|ftp):", re.IGNORECASE)

Server = Callable[..., str]
"""``server(eve=..., env=..., read=True, fresh=False)``: the address of a running dashboard. `serve_app` says the rest."""


@pytest.fixture(scope="session")
def small_capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4,000 events of the demonstration, the same at every run."""
    path = tmp_path_factory.mktemp("small") / "eve.json"
    demo.write(path, events=4_000, seed=1, until=UNTIL)
    return path


@pytest.fixture(scope="session")
def small_source(small_capture: Path, tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The small capture through the library: what the screen must agree with."""
    source = eve.open(Config(source="eve", eve_path=(str(small_capture),), data=tmp_path_factory.mktemp("library")), "eve")
    source.read()
    return source


@pytest.fixture(scope="session")
def small(small_source: Source) -> Connector:
    """The same, on the last day of the capture."""
    return Connector.over(small_source).set_query_timeframe(*DAY.split("/"))


@pytest.fixture(scope="session")
def hostile_capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An alert and an HTTP event for each of `ATTACKS`, which stands in every text that an attacker can choose."""
    path = tmp_path_factory.mktemp("hostile") / "eve.json"
    path.write_bytes(b"".join(line for number, text in enumerate(ATTACKS) for line in _hostile(number, text)))
    return path


def _hostile(number: int, text: str) -> Iterator[bytes]:
    """Two lines, written by ``json``: it escapes a lone surrogate, which has no other form."""
    both: dict[str, object] = {
        "timestamp": f"2026-10-31T17:{number:02d}:00.000000+0000",
        "flow_id": 1_000_000 + number,
        "src_ip": "192.0.2.66",
        "src_port": 4444,
        "dest_ip": "198.51.100.7",
        "dest_port": 80,
        "proto": "TCP",
        "host": text,
    }
    http = {"hostname": text, "url": text, "http_user_agent": text, "http_method": "GET", "status": 200}
    alert = {"signature_id": 9_000_000 + number, "signature": text, "category": text, "severity": 1, "action": "allowed"}
    for event in (both | {"event_type": "http", "http": http}, both | {"event_type": "alert", "alert": alert, "http": http}):
        yield json.dumps(event).encode() + b"\n"


@pytest.fixture(scope="session")
def serve_app(tmp_path_factory: pytest.TempPathFactory, small_capture: Path) -> Iterator[Callable[..., Dashboard]]:
    """Starts dashboards and keeps them until the last test: equal arguments give the same one.

    Arguments of the function: ``eve``, the file to show (default: the small capture; ``None`` sets no path); ``env``, further
    settings; ``read``, whether the file is read before the dashboard starts; ``fresh``, one that nobody has asked yet.
    """
    known: dict[tuple[object, ...], Dashboard] = {}
    with ExitStack() as stack:

        def serve(
            eve: Path | str | None = small_capture, env: dict[str, str] | None = None, read: bool = True, fresh: bool = False
        ) -> Dashboard:
            settings = {**({} if eve is None else {"EVE_PATH": str(eve)}), **(env or {})}
            key = (*sorted(settings.items()), read)
            if key in known and not fresh:
                return known[key]
            folder = tmp_path_factory.mktemp("dashboard")
            if read and eve is not None:
                read_files(folder, settings)
            dashboard = stack.enter_context(running(folder, settings))
            return dashboard if fresh else known.setdefault(key, dashboard)

        yield serve


@pytest.fixture(scope="session")
def server(serve_app: Callable[..., Dashboard]) -> Server:
    """As `serve_app`, for tests that only need the address."""
    return lambda **arguments: serve_app(**arguments).address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with system.chromium() as browser:
        yield browser


@pytest.fixture
def settled() -> Callable[[Page], None]:
    """``settled(page)`` returns once the app is at rest."""
    return system.settled


@pytest.fixture
def console() -> list[str]:
    """What the page of this test wrote into the browser's console as an error."""
    return []


@pytest.fixture
def page(browser: Browser, console: list[str]) -> Iterator[Page]:
    """A page in a context of its own, 1440 x 900, light, UTC. The test fails when anything asks another host."""
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            console.append(message.text)

    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, color_scheme="light", timezone_id="UTC", locale="en-GB", service_workers="block"
    )
    context.route(_OUTSIDE, refuse)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on(
        "websocket",
        lambda socket: None if urlsplit(socket.url).hostname in ("127.0.0.1", "localhost") else asked.append(socket.url),
    )
    page.on("console", note)
    page.on("pageerror", lambda error: console.append(str(error)))
    yield page
    context.close()
    refused = [text for text in console if "Content Security Policy" in text]
    assert not asked, f"asked another host: {asked}"
    assert not refused, f"the page tried what its policy forbids: {refused}"

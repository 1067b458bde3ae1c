"""What a stranger on the network, a page of another site, or a line in a capture can not do."""

import http.client
import json
import select
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ATTACKS, Server
from tools.dashboard import ROOT, Dashboard, environment, free_port

PAGES = ("/", "/alerts", "/events", "/flow", "/hunts", "/fields", "/protocols", "/graph", "/indicators", "/connection")
NAMES = ["Overview", "Alerts", "Events", "Flow", "Hunts", "Fields", "Protocols", "Graph", "Indicators", "Connection"]
TOKEN = "0123456789abcdef0123456789abcdef01234567"
API = "/rest/rules/es/alerts_count/"

Settled = Callable[[Page], None]
Serve = Callable[..., Dashboard]


def ask(dashboard: Dashboard, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", dashboard.port, timeout=10)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def listeners(port: int) -> set[str]:
    """The local addresses, in the kernel's hexadecimal, on which this port is listened to."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            address, _, number = local.partition(":")
            if state == "0A" and int(number, 16) == port:
                found.add(address)
    return found


def test_deep_link_on_a_fresh_server_runs_the_frame_first(serve_app: Serve, page: Page, settled: Settled) -> None:
    page.goto(f"{serve_app(fresh=True).address}/events")
    settled(page)
    links = page.locator("[data-testid=stTopNavLink]").all_inner_texts()
    assert [link.split("\n")[-1] for link in links] == NAMES
    assert page.locator(".st-key-frame").is_visible()
    assert page.title() == "EveLens"


@pytest.mark.parametrize("path", [*PAGES, "/healthz", "/_stcore/health"])
def test_every_answer_carries_the_security_headers(serve_app: Serve, path: str) -> None:
    _, headers, _ = ask(serve_app(), path)
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert {"'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"} & set(policy["script-src"].split()) == set()
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'self'"
    assert [where for where, allowed in policy.items() if {"*", "http:", "https:"} & set(allowed.split())] == []
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


# The other pages have a longer walk of their own over the same text.
@pytest.mark.parametrize("path", ["/", "/connection"])
def test_text_of_an_attacker_runs_nothing_and_asks_nobody(
    server: Server, page: Page, settled: Settled, hostile_capture: Path, console: list[str], path: str
) -> None:
    page.goto(server(eve=hostile_capture) + path)
    settled(page)
    page.wait_for_timeout(500)
    assert page.title() == "EveLens"
    assert page.locator("[data-testid=stMain] script, [data-testid=stMain] img[src^=http]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    # On a deep link Streamlit looks for its health check below the page's address first.
    assert [text for text in console if "404 (Not Found)" not in text] == []


@pytest.mark.parametrize("text", ATTACKS, ids=["markup", "beacon", "long", "surrogate", "directives", "reversed"])
def test_text_of_an_attacker_in_the_link_is_only_text(server: Server, page: Page, settled: Settled, text: str) -> None:
    clean = text.encode("utf-8", "replace").decode()
    page.goto(f"{server()}/events?" + "&".join(f"{key}={http_quoted(clean)}" for key in ("q", "f")))
    settled(page)
    assert page.title() == "EveLens"
    assert page.locator("[data-testid=stMain] img[src^=http]").count() == 0


def http_quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def test_dashboard_listens_on_loopback_only(serve_app: Serve) -> None:
    assert listeners(serve_app().port) == {"0100007F"}


def test_name_of_another_site_is_refused(serve_app: Serve) -> None:
    dashboard = serve_app()
    good, _, _ = ask(dashboard, "/", Host=f"localhost:{dashboard.port}")
    bad, _, body = ask(dashboard, "/", Host="attacker.example")
    assert good == 200
    assert bad in (400, 403)
    assert b"<html" not in body.lower()


def test_websocket_of_another_site_is_refused_without_asking_the_internet(serve_app: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        outside = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        dashboard = serve_app(env=dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), outside))
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        upgrade |= {"Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg=="}
        status, _, _ = ask(dashboard, "/_stcore/stream", Origin="https://attacker.example", **upgrade)
        assert status == 403
        # To judge a strange origin, Streamlit alone would look its own address up on the internet.
        asked, _, _ = select.select([proxy], [], [], 0)
        assert asked == []


def test_health_says_ok_and_nothing_else(serve_app: Serve) -> None:
    status, headers, body = ask(serve_app(), "/healthz")
    assert (status, body) == (200, b"ok")
    assert headers.get_content_type() == "text/plain"
    assert {"set-cookie", "x-powered-by"} & {name.lower() for name in headers} == set()


@pytest.mark.parametrize("verb", ["dashboard", "serve"])
def test_listening_elsewhere_is_refused_unless_allowed(tmp_path: Path, small_capture: Path, verb: str) -> None:
    port = free_port()
    command = [sys.executable, "-m", "connector", verb, "--host", "0.0.0.0", "--port", str(port)]
    environ = environment(tmp_path, {"EVE_PATH": str(small_capture), "EVELENS_TOKEN": TOKEN})
    answer = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 1
    assert "EVELENS_ALLOW_REMOTE" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert listeners(port) == set()


def test_app_itself_refuses_to_listen_elsewhere(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", str(port)]
    answer = subprocess.run(command, cwd=ROOT, env=environment(tmp_path, {}), capture_output=True, text=True, timeout=20)
    assert answer.returncode != 0
    assert "EVELENS_ALLOW_REMOTE" in answer.stderr + answer.stdout
    assert listeners(port) == set()


def test_api_is_off_without_a_token_of_its_own(serve_app: Serve) -> None:
    status, headers, body = ask(serve_app(), API, Accept="application/json")
    assert status in (301, 404)
    assert headers.get_content_type() != "application/json"
    assert b"doc_count" not in body


def test_api_in_the_app_asks_for_its_token(serve_app: Serve) -> None:
    dashboard = serve_app(env={"EVELENS_TOKEN": TOKEN})
    assert ask(dashboard, API, Accept="application/json")[0] == 403
    assert ask(dashboard, API, Accept="application/json", Authorization="Token wrong")[0] == 403
    status, _, body = ask(dashboard, API, Accept="application/json", Authorization=f"Token {TOKEN}")
    assert status == 200
    assert set(json.loads(body)) == {"doc_count", "prev_doc_count"}


def test_token_shows_nowhere(serve_app: Serve, page: Page, settled: Settled) -> None:
    dead = f"http://127.0.0.1:{free_port()}"
    dashboard = serve_app(eve=None, env={"SCIRIUS_HOST": dead, "SCIRIUS_TOKEN": TOKEN})
    for path in PAGES:
        page.goto(dashboard.address + path)
        settled(page)
        shown = page.content()
        assert TOKEN not in shown + page.url
        assert "Traceback" not in shown
    assert TOKEN not in dashboard.log.read_text("utf-8", "replace")
    assert TOKEN.encode() not in Path(f"/proc/{dashboard.pid}/cmdline").read_bytes()

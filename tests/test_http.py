"""One sentence for each way that a server can fail, over real HTTP."""

import contextlib
import gzip
import json
import socket
import time
import traceback
from collections.abc import Callable
from threading import Thread

import pytest

from connector.errors import AccessDenied, BadResponse, ConfigError, ConnectorError, SourceUnreachable, UnsupportedQuery
from connector.http import Client, base_address, limits, readable
from tests.faults import speaking
from tests.wire import Arrival, Reply, json_reply, listening

TOKEN = "5ecret" * 6
PAGE = b"<!doctype html><title>Log in</title>"


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses for a test instead of a network."""
    monkeypatch.setattr(limits, "PAUSE", 0.001)


def failure(reply: Reply | Callable[[Arrival], Reply]) -> ConnectorError:
    """What a server's reply raises; it holds no token, neither its message nor the traceback behind it."""
    with listening(reply if callable(reply) else lambda _: reply) as server:
        return failure_of(Client(server.address, TOKEN))


def failure_of(client: Client) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        client.get("/rest/rules/es/events_tail/", {"page_size": 1})
    message = str(caught.value)
    assert TOKEN not in "".join(traceback.format_exception(caught.value))
    assert "\n" not in message
    assert message.endswith((".", "?"))
    return caught.value


@pytest.mark.parametrize(
    ("host", "base"),
    [
        ("scirius.test", "https://scirius.test"),
        (" scirius.test/ ", "https://scirius.test"),
        ("scirius.test:8443", "https://scirius.test:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://scirius.test/behind/", "https://scirius.test/behind"),
        ("::1", "https://[::1]"),
        ("[::1]:8000", "https://[::1]:8000"),
    ],
)
def test_an_address_may_be_a_host_a_port_or_a_url(host: str, base: str) -> None:
    assert base_address(host) == base


@pytest.mark.parametrize(
    "host", ["", "ftp://x", "https://user:pw@x", "https://:pw@x", "x:port", "x:99999", "http://", "a b", "x?y=1", "http://[::1"]
)
def test_what_is_no_address_is_refused_without_repeating_it(host: str) -> None:
    with pytest.raises(ConfigError, match="SCIRIUS_HOST") as caught:
        base_address(host)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ünïcode"])
def test_an_unusable_token_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(ConfigError, match="SCIRIUS_TOKEN") as caught:
        Client("scirius.test", token)
    assert not token or token not in str(caught.value)


def test_a_question_carries_token_and_accept_and_asks_for_compression() -> None:
    with listening(lambda _: json_reply({"a": 2**53 + 1})) as server:
        client = Client(server.address, TOKEN)
        assert client.get("/x/", {"q": "a b&c", "n": 1}) == {"a": 2**53 + 1}
    (arrival,) = server.arrivals
    assert (arrival.path, arrival.params) == ("/x/", {"q": "a b&c", "n": "1"})
    assert arrival.headers["Authorization"] == f"Token {TOKEN}"
    assert arrival.headers["Accept"] == "application/json"
    assert "gzip" in arrival.headers["Accept-Encoding"]
    assert TOKEN not in repr(client)


def test_cookies_are_not_kept() -> None:
    with listening(lambda _: Reply(200, b"1", headers={"Set-Cookie": "sessionid=1; Path=/"})) as server:
        client = Client(server.address, TOKEN)
        client.get("/x/", {})
        client.get("/x/", {})
    assert "Cookie" not in server.arrivals[1].headers


def test_a_dead_port_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    error = failure_of(Client(f"http://127.0.0.1:{port}", TOKEN))
    assert isinstance(error, SourceUnreachable)
    assert "refuses the connection" in str(error)


def test_an_unknown_name_is_named() -> None:
    error = failure_of(Client("http://nowhere.invalid", TOKEN))
    assert isinstance(error, SourceUnreachable)
    assert "nowhere.invalid is unknown" in str(error)


def test_plain_http_behind_https_is_explained() -> None:
    with listening(lambda _: json_reply(1)) as server:
        error = failure_of(Client(server.address.replace("http://", "https://"), TOKEN))
    assert isinstance(error, SourceUnreachable)
    assert "http://" in str(error)


def test_denied_access_repeats_the_servers_reason() -> None:
    error = failure(json_reply({"detail": "Invalid token."}, 403))
    assert isinstance(error, AccessDenied)
    assert "Invalid token." in str(error)
    assert "SCIRIUS_TOKEN" in str(error)


def test_a_refused_filter_says_so() -> None:
    error = failure(json_reply({"detail": "ES failure: ES transport error: 400 search_phase_execution_exception"}, 500))
    assert isinstance(error, BadResponse)
    assert "refused the filter" in str(error)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (json_reply({"detail": "ES failure: ES connection timeout"}, 500), "ES connection timeout"),
        (json_reply({"field": ["This field is required."]}, 400), "field"),
        (json_reply("No data", 400), "No data"),
        (json_reply({"detail": "no"}, 404), "no such endpoint"),
        (Reply(500, PAGE, "text/html; charset=utf-8"), "500"),
        (Reply(200, PAGE, "text/html"), "web page"),
        (Reply(302, headers={"Location": "/accounts/login/"}), "/accounts/login/"),
        (Reply(301, headers={"Location": "/x/"}), "301"),
        (Reply(200, b'{"count": 1'), "broken JSON"),
        (Reply(200, b""), "nothing at all"),
    ],
)
def test_what_is_no_answer_is_a_bad_response(reply: Reply, words: str) -> None:
    error = failure(reply)
    assert isinstance(error, BadResponse)
    assert words in str(error)


def test_a_redirect_is_not_followed() -> None:
    with listening(lambda _: Reply(302, headers={"Location": "/login/"})) as server:
        failure_of(Client(server.address, TOKEN))
    assert len(server.arrivals) == 1


def test_a_servers_text_is_cut_and_cleaned_and_never_repeats_the_token() -> None:
    message = str(failure(json_reply({"detail": f"\x1b[31mred\n\u202e{TOKEN}{'x' * 5_000}"}, 500)))
    assert len(message) < 400
    assert message.isprintable()


@pytest.mark.parametrize(
    "busy", [Reply(503), Reply(502, PAGE, "text/html"), Reply(504), Reply(200, drop=True), Reply(200, b"[1", length=9)]
)
def test_a_busy_or_dropping_server_is_asked_twice_more(busy: Reply) -> None:
    with listening(lambda _: busy if len(server.arrivals) < 3 else json_reply("at last")) as server:
        assert Client(server.address, TOKEN).get("/x/", {}) == "at last"
    assert len(server.arrivals) == 3


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(503), BadResponse),
        (Reply(200, b'{"cut', length=900), SourceUnreachable),
        (Reply(200, drop=True), SourceUnreachable),
    ],
)
def test_after_three_tries_the_failure_is_told(reply: Reply, kind: type[ConnectorError]) -> None:
    with listening(lambda _: reply) as server:
        error = failure_of(Client(server.address, TOKEN))
    assert isinstance(error, kind)
    assert len(server.arrivals) == 3


def test_a_server_says_how_long_to_wait() -> None:
    with listening(lambda _: Reply(429, headers={"Retry-After": "1"}) if len(server.arrivals) < 2 else json_reply(1)) as server:
        begun = time.monotonic()
        assert Client(server.address, TOKEN).get("/x/", {}) == 1
    assert time.monotonic() - begun >= 1


def test_a_server_that_wants_minutes_is_not_waited_for() -> None:
    begun = time.monotonic()
    assert "429" in str(failure(Reply(429, headers={"Retry-After": "600"})))
    assert time.monotonic() - begun < 5


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READ", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = failure_of(Client(f"http://127.0.0.1:{silent.getsockname()[1]}", TOKEN))
    assert isinstance(error, SourceUnreachable)
    assert "no answer within" in str(error)


def test_too_long_a_request_is_refused_before_it_is_sent() -> None:
    with listening(lambda _: json_reply(1)) as server, pytest.raises(UnsupportedQuery, match="4,000"):
        Client(server.address, TOKEN).get("/x/", {"qfilter": "x" * 4_000})
    assert server.arrivals == []


def test_a_servers_traceback_is_for_its_own_log() -> None:
    assert readable("ES failure: Traceback (most recent call last):\n File x") == "ES failure:"


def test_a_server_that_never_finishes_its_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WHOLE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def trickle() -> None:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n[")
                for _ in range(200):
                    time.sleep(0.05)
                    connection.sendall(b"1,")

        Thread(target=trickle, daemon=True).start()
        begin = time.monotonic()
        error = failure_of(Client(f"http://127.0.0.1:{listener.getsockname()[1]}", TOKEN))
    assert isinstance(error, SourceUnreachable)
    assert "did not finish its answer" in str(error)
    assert time.monotonic() - begin < 5


def test_a_compressed_answer_in_chunks_is_read_whole() -> None:
    packed = gzip.compress(json.dumps(list(range(50_000))).encode())
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                head = (
                    "HTTP/1.1 200 OK",
                    "Content-Type: application/json",
                    "Content-Encoding: gzip",
                    "Transfer-Encoding: chunked",
                )
                connection.sendall("\r\n".join((*head, "", "")).encode())
                for start in range(0, len(packed), 7_000):
                    part = packed[start : start + 7_000]
                    connection.sendall(b"%x\r\n%b\r\n" % (len(part), part))
                connection.sendall(b"0\r\n\r\n")

        Thread(target=answer, daemon=True).start()
        asked = Client(f"http://127.0.0.1:{listener.getsockname()[1]}", TOKEN)
        assert asked.get("/rest/rules/es/x/", {}) == list(range(50_000))


def test_half_a_character_in_a_filter_is_refused_before_it_is_sent() -> None:
    with listening(lambda _: json_reply(1)) as server, pytest.raises(UnsupportedQuery, match="half a character"):
        Client(server.address, TOKEN).get("/x/", {"qfilter": "host:\udcff"})
    assert server.arrivals == []


@pytest.mark.parametrize(
    "host", [f"http://{'a' * 64}.test", "http://a..test", "http://*.test", "http://.test", f"{'ü' * 64}.test"]
)
def test_a_name_that_none_can_have_is_no_address(host: str) -> None:
    with pytest.raises(ConfigError, match="SCIRIUS_HOST"):
        Client(host, TOKEN).get("/x/", {})


def test_a_server_of_another_protocol_is_no_server_of_ours() -> None:
    with speaking(lambda *_: b"SSH-2.0-OpenSSH_9.6\r\n") as server:
        error = failure_of(Client(server.address, TOKEN))
    assert isinstance(error, BadResponse)
    assert "does not speak HTTP" in str(error)


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{unused.getsockname()[1]}")
    error = failure_of(Client("https://scirius.test", TOKEN))
    assert isinstance(error, SourceUnreachable)
    assert "HTTPS_PROXY" in str(error)

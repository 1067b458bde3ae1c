"""Asking again: how often, after what, how long later, and when not."""

import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Thread

import pytest

from connector.errors import BadResponse, ConnectorError, SourceUnreachable
from connector.http import Client, limits
from connector.http.pauses import back_off
from tests.faults import FAULTS, PAGE, Said, answer, speaking

TOKEN = "5ecret" * 6
LAST_TRY = limits.TRIES
AGAIN = {
    "dropped", "torn down", "torn down half way", "502", "503", "504", "429", "429 for a moment", "half, length", "half, chunks",
    "half, gzip", "half in gzip alone", "half in gzip and chunks", "half, until closed", "half a head",
}  # fmt: skip
"""The faults that another try may mend."""


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits for a test instead of a network."""
    monkeypatch.setattr(limits, "PAUSE", 0.001)
    monkeypatch.setattr(limits, "READ", 0.5)


def ask(way: str, base: str) -> object:
    client = Client(base, TOKEN)
    return client.get("/x/", {}) if way == "get" else client.post("/x/", {}, {"a": 1})


@pytest.mark.parametrize("fault", FAULTS)
def test_a_question_is_asked_again_only_where_that_may_help(fault: str, hurried: None) -> None:
    with speaking(lambda *_: FAULTS[fault](b"[1,2,3]")) as server, pytest.raises(ConnectorError):
        ask("get", server.address)
    assert len(server.requests) == (LAST_TRY if fault in AGAIN else 1)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_sent_is_never_sent_again(fault: str, hurried: None) -> None:
    with speaking(lambda *_: FAULTS[fault](b"[1,2,3]")) as server, pytest.raises(ConnectorError):
        ask("post", server.address)
    assert len(server.requests) == 1


def test_what_is_sent_arrives_as_json_with_its_answer() -> None:
    with speaking(lambda *_: answer(b'{"created": true}', 201)) as server:
        assert Client(server.address, TOKEN).post("/x/_search", {"size": 0}, {"query": "ü"}) == {"created": True}
    (request,) = server.requests
    start, _, body = request.partition(b"\r\n\r\n")
    assert start.startswith(b"POST /x/_search?size=0 HTTP/1.1\r\n")
    assert b"\r\ncontent-type: application/json\r\n" in start.lower() + b"\r\n"
    assert f"authorization: token {TOKEN.lower()}".encode() in start.lower()
    assert body == '{"query":"ü"}'.encode()


def test_a_refusal_of_what_is_sent_is_told_like_any_other() -> None:
    body = b'{"error": {"root_cause": [{"reason": "no such index [x]"}], "type": "index_not_found_exception"}, "status": 404}'
    with speaking(lambda *_: answer(body, 404)) as server, pytest.raises(BadResponse, match="no such index"):
        ask("post", server.address)


def test_a_refused_connection_is_told_at_once_where_we_ask_and_tried_again_where_we_send(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "PAUSE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as unused:
        place = unused.getsockname()
    base = f"http://{place[0]}:{place[1]}"
    begun = time.monotonic()
    with pytest.raises(SourceUnreachable, match="refuses the connection"):
        ask("get", base)
    assert time.monotonic() - begun < 0.4

    def appear() -> None:
        time.sleep(0.1)
        with socket.create_server(place) as late, late.accept()[0] as connection:
            connection.recv(65_536)
            connection.sendall(answer(b"[7]"))

    thread = Thread(target=appear)
    thread.start()
    assert ask("post", base) == [7]
    thread.join()


def test_a_busy_server_that_recovers_is_waited_for(hurried: None) -> None:
    with speaking(lambda number, _: answer(PAGE, 503, "text/html") if number < LAST_TRY - 1 else answer(b"[1]")) as server:
        assert ask("get", server.address) == [1]


def test_pauses_grow_and_differ() -> None:
    for tries in (1, 2, 3):
        pauses = {back_off(tries) for _ in range(200)}
        middle = limits.PAUSE * 2 ** (tries - 1)
        assert all(0.5 * middle <= pause <= 1.5 * middle for pause in pauses)
        assert len(pauses) > 100


@pytest.mark.parametrize("asked", ["", "0", "-5", "-1e9", "1.5", "soon", "NaN", "inf", "²", "٣", "Thu, 01 Jan 1970 00:00:00 GMT",
                                   "Thu, 99 Foo 2026 25:61:61 GMT", "Sat, 31 Oct 2026 12:00:00 +9999999999"])  # fmt: skip
def test_a_server_that_asks_for_no_time_ahead_gets_the_usual_pause(asked: str) -> None:
    assert 0.5 * limits.PAUSE <= back_off(1, asked) <= 1.5 * limits.PAUSE


@pytest.mark.parametrize("asked", [3, 7, 3_600])
def test_seconds_asked_for_are_kept(asked: int) -> None:
    assert asked <= back_off(1, str(asked)) <= asked + limits.PAUSE


@pytest.mark.parametrize("asked", ["9" * 20, "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_decades_asked_for_are_longer_than_we_wait(asked: str) -> None:
    assert back_off(1, asked) > limits.LONGEST_PAUSE


@pytest.mark.parametrize("zone", ["GMT", "+0000", "-0000", "+0200"])
def test_a_date_asked_for_is_kept(zone: str) -> None:
    ahead = datetime.now(UTC) + timedelta(seconds=8, hours=2 if zone == "+0200" else 0)
    asked = f"{format_datetime(ahead.replace(microsecond=0, tzinfo=None)).removesuffix('-0000')}{zone}"
    assert 6.5 <= back_off(1, asked) <= 8 + limits.PAUSE


def test_the_date_in_an_answer_is_waited_for() -> None:
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    busy = answer(PAGE, 429, "text/html", Retry_After=format_datetime(moment, usegmt=True))
    with speaking(lambda number, _: busy if number == 0 else answer(b"[1]")) as server:
        assert ask("get", server.address) == [1]
    assert datetime.now(UTC) >= moment


def test_a_server_that_wants_an_hour_is_quoted() -> None:
    with speaking(lambda *_: answer(PAGE, 429, "text/html", Retry_After="3600")) as server:
        with pytest.raises(BadResponse, match="try again in 3600 s"):
            ask("get", server.address)
        assert len(server.requests) == 1


def test_all_tries_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WHOLE", 0.5)
    with speaking(lambda *_: Said(after=0.4)) as server, pytest.raises(SourceUnreachable, match="did not finish"):
        ask("get", server.address)
    assert len(server.requests) == 1

"""Questions that another thread ends."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Event, Timer

import pytest

from connector import Cancelled, Connector, cancellable
from connector.cancelling import pause
from connector.http import Client, in_order, limits
from connector.query import Query
from connector.source import Source
from connector.sources import eve
from connector.window import Window
from tests import small
from tests.faults import answer, speaking
from tests.wire import Arrival, Reply, json_reply, listening

TOKEN = "5ecret" * 6
SLOW = " OR ".join(f"*no such word {number}*".replace(" ", "?") for number in range(200))


def seconds_to_end(stop: Event, question: Callable[[], object], after: float = 0.3) -> float:
    """How long a question goes on after another thread has ended it."""
    set_at: list[float] = []

    def end() -> None:
        set_at.append(time.monotonic())
        stop.set()

    timer = Timer(after, end)
    timer.start()
    with cancellable(stop), pytest.raises(Cancelled, match=r"^The question was cancelled: there is no answer, not even a part"):
        question()
    timer.join()
    return time.monotonic() - set_at[0]


def test_a_slow_question_over_files_ends_soon_and_the_source_answers_on(verify_24h: Source) -> None:
    fresh = eve.open(replace(verify_24h._config), "eve")  # type: ignore[attr-defined]
    took = [seconds_to_end(Event(), lambda: fresh.trend(Query(SLOW))) for _ in range(3)]
    assert min(took) < 0.3  # a tenth of a second, where nobody else wants the processors
    assert fresh.trend(Query("event_type:alert")) == verify_24h.trend(Query("event_type:alert"))


@pytest.mark.parametrize("limit", [60_000, None])
def test_a_great_answer_is_given_up_while_its_frame_is_made(verify_24h: Source, limit: int | None) -> None:
    assert seconds_to_end(Event(), lambda: verify_24h.events(Query("*", limit=limit)), 1.0) < 2


def test_batches_end_where_they_are(verify_24h: Source) -> None:
    stop = Event()
    batches = verify_24h.batches(Query("*", limit=None), columns=("src_ip",), size=1_000)
    with cancellable(stop):
        assert len(next(batches).frame) == 1_000
        stop.set()
        with pytest.raises(Cancelled):
            next(batches)


def test_only_what_is_asked_inside_ends(tmp_path: Path) -> None:
    asked = Connector(eve=small.write(tmp_path / "eve.json")).set_window(Window())
    outer, inner = Event(), Event()
    with cancellable(outer):
        with cancellable(inner):
            assert asked.count() == 30
            inner.set()
            with pytest.raises(Cancelled):
                asked.values("src_ip")
        assert asked.count() == 30
        outer.set()
        with pytest.raises(Cancelled), cancellable(Event()):
            asked.values("dest_ip")
    assert asked.count() == 30


def test_over_a_network_nothing_is_begun_and_what_comes_is_dropped() -> None:
    stop = Event()

    def reply(_: Arrival) -> Reply:
        stop.set()
        return json_reply([1])

    with listening(reply) as server:
        client = Client(server.address, TOKEN)
        with cancellable(stop):
            for _ in range(2):
                with pytest.raises(Cancelled):
                    client.get("/x/", {})
        assert len(server.arrivals) == 1
        assert client.get("/x/", {}) == [1]


def test_nobody_waits_for_a_busy_server_after_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAUSE", 20)
    monkeypatch.setattr(limits, "LONGEST_PAUSE", 60)
    with speaking(lambda *_: answer(b"{}", 503)) as server:
        assert seconds_to_end(Event(), lambda: Client(server.address, TOKEN).get("/x/", {})) < 1
    assert len(server.requests) == 1


def test_requests_that_go_out_together_end_together() -> None:
    stop, begun = Event(), []

    def reply(arrival: Arrival) -> Reply:
        begun.append(arrival.path)
        if len(begun) == 4:
            stop.set()
        return json_reply([1])

    with listening(reply) as server, ExitStack() as stack:
        client = Client(server.address, TOKEN)
        stack.enter_context(cancellable(stop))
        jobs = (lambda number=number: client.get(f"/{number}/", {}) for number in range(50))
        with pytest.raises(Cancelled):
            list(in_order(jobs, 2))
    assert len(begun) <= 6


def test_a_pause_ends_with_an_outer_stop_too() -> None:
    outer = Event()
    begin = time.monotonic()
    Timer(0.1, outer.set).start()
    with cancellable(outer), cancellable(Event()), pytest.raises(Cancelled):
        pause(20)
    assert time.monotonic() - begin < 10

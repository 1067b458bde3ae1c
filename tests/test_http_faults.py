"""A server that fails in every way at once: each answer is whole and right, or a failure that says what to do."""

import http.client
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from connector.answers import Events, Timeline, Trend, Values
from connector.config import Config
from connector.errors import SourceError
from connector.http import AT_ONCE, Client, limits
from connector.query import Query
from connector.source import Source
from connector.sources import eve
from connector.sources.scirius import SciriusSource
from connector.window import Window
from tests import small
from tests.faults import FAULTS, HEALTHY, Dice, Said, speaking
from tests.wire import serving

TOKEN = "5ecret" * 6
DAY = Query(window=Window(small.END - pd.Timedelta(days=1).to_pytimedelta(), small.END), limit=50)
ROUNDS = 250
QUESTIONS: dict[str, Callable[[Source], object]] = {
    "trend": lambda source: source.trend(DAY),
    "events": lambda source: source.events(DAY),
    "values": lambda source: source.values(DAY, "src_ip"),
    "timeline": lambda source: source.timeline(DAY),
}


@pytest.fixture(scope="module")
def scirius(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that never fails, over the small capture."""
    folder = tmp_path_factory.mktemp("faultless")
    config = Config(source="eve", eve_path=(str(small.write(folder / "eve.json")),), data=folder / "data")
    source = eve.open(config, "eve")
    source.read()
    with serving(source, TOKEN, as_recorded=True) as base:
        yield base


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits for a test instead of a network."""
    monkeypatch.setattr(limits, "PAUSE", 0.001)
    monkeypatch.setattr(limits, "READ", 0.6)


def body_of(base: str, request: bytes) -> bytes:
    """What the faultless server answers to a request as it came."""
    start, *lines = request.split(b"\r\n\r\n")[0].decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if not line.startswith(("Host", "Accept-Encoding", "Connection")))
    connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=20)
    try:
        connection.request("GET", start.split()[1], headers=headers)
        response = connection.getresponse()
        assert response.status == 200
        return response.read()
    finally:
        connection.close()


def told(answer: object) -> object:
    """An answer in values that can be compared."""
    match answer:
        case Trend():
            return answer
        case Events(frame, raw, ids, total, exact, notes):
            return frame.to_dict("list"), [json.loads(each) for each in raw], ids, total, exact, notes
        case Timeline() | Values():
            return answer.frame.to_dict("list"), answer.exact, answer.notes
    raise AssertionError(answer)


def test_a_thousand_questions_get_whole_answers_or_failures(scirius: str, hurried: None) -> None:
    faultless = SciriusSource("scirius", Client(scirius, TOKEN))
    right = {name: repr(told(ask(faultless))) for name, ask in QUESTIONS.items()}
    dice, bodies = Dice(seed=20_261_031, share=0.5), dict[bytes, bytes]()

    def body(request: bytes) -> bytes:
        if request not in bodies:
            bodies[request] = body_of(scirius, request)
        return bodies[request]

    with speaking(lambda _, request: dice.say(body(request))) as server:
        source = SciriusSource("scirius", Client(server.address, TOKEN))

        def outcome(name: str) -> tuple[str, float]:
            begun = time.monotonic()
            try:
                same = repr(told(QUESTIONS[name](source))) == right[name]
                kind = "answer" if same else f"wrong {name}"
            except SourceError as error:
                sound = TOKEN not in str(error) and str(error).endswith((".", "?"))
                kind = type(error).__name__ if sound else str(error)
            return kind, time.monotonic() - begun

        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = list(pool.map(outcome, [*QUESTIONS] * ROUNDS))
    counts = Counter(kind for kind, _ in outcomes)
    said = f"{dict(counts)} out of {len(server.requests)} requests, {dice.drawn.total()} drawn: {dict(dice.drawn)}"
    assert counts.total() == 1_000, said
    assert set(counts) <= {"answer", "BadResponse", "SourceUnreachable", "Dropped"}, said
    assert counts["answer"] > 300, said
    assert counts["BadResponse"] > 100, said
    assert counts["SourceUnreachable"] + counts["Dropped"] > 20, said
    assert set(dice.drawn) == FAULTS.keys() | HEALTHY.keys(), said
    assert max(seconds for _, seconds in outcomes) < 15, said


def test_after_all_failures_the_connections_are_free_again(hurried: None) -> None:
    faults = [*FAULTS.values()] * limits.TRIES

    def say(number: int, _: bytes) -> Said:
        return faults[number](b"[1]") if number < len(faults) else HEALTHY["gzip"](b"[1]")

    with speaking(say) as server:
        client = Client(server.address, TOKEN)
        failures = 0
        while len(server.requests) < len(faults):
            try:
                assert client.get("/x/", {}) == [1]  # the last try of the last question may be healthy
            except SourceError:
                failures += 1
        assert failures > len(FAULTS)
        with ThreadPoolExecutor(2 * AT_ONCE) as pool:
            answers = list(pool.map(lambda _: client.get("/x/", {}), range(4 * AT_ONCE)))
    assert answers == [[1]] * 4 * AT_ONCE

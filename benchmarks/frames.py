"""Events to a frame, beside the way of notebooks: ``json.loads`` and ``pandas.json_normalize`` of the same, in the same run."""

import gzip
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any, BinaryIO, cast

import pandas as pd
import requests

from benchmarks import Measurement
from connector import Connector, Window
from connector.frames import FIRST, decode, events_frame
from connector.source import Source
from tests.wire import API, serving

_EVENTS = 10_000
_PAGE = (*FIRST, "alert.signature")
_ROUNDS = 7
_TOKEN = "of-this-run"  # of a server that ends with the table

Framed = Callable[[tuple[str, ...] | None], object]


def measure(capture: Path, source: Source) -> Iterator[Measurement]:
    """How many times faster than the notebook's way, with all columns and with those of a page.

    Args:
        capture: a file of events, one a line, plain or gzip.
        source: the same events, read.
    """
    with _opened(capture) as file:
        body = b'{"results":[' + b",".join(islice(file, _EVENTS)) + b"]}"
    yield from _ratios("JSON in memory", (3, 10), lambda: _normalized(body), lambda columns: _framed(body, columns))
    last = source.span().last
    if last is None:
        return
    files = Connector.over(source).set_window(Window.last("24h", last))
    yield from _ratios("EVE file", (3, 10), lambda: _newest(capture), lambda columns: files.events(None, columns, _EVENTS))
    with serving(source, _TOKEN) as base:
        server = Connector(scirius=base, token=_TOKEN).set_window(files.timeframe)
        # The server takes its time, whoever asks.
        yield from _ratios(
            "server", (1.2, 1.5), lambda: _fetched(base, files.timeframe), lambda columns: server.events(None, columns, _EVENTS)
        )


def _ratios(place: str, bounds: tuple[float, float], peer: Callable[[], object], ours: Framed) -> Iterator[Measurement]:
    """The better of a few rounds counts, for all three, in turns: whatever else runs on the machine meets them alike."""
    best = [float("inf")] * 3
    for _ in range(_ROUNDS):
        asked = (peer, lambda: ours(None), lambda: ours(_PAGE))
        best = [min(held, _seconds(ask)) for held, ask in zip(best, asked, strict=True)]
    for what, bound, seconds in zip(("all columns", "a page's columns"), bounds, best[1:], strict=True):
        yield Measurement(f"{place} to a frame, {what}", best[0] / seconds, "x", bound)


def _seconds(ask: Callable[[], object]) -> float:
    begin = perf_counter()
    answer = ask()
    took = perf_counter() - begin
    del answer  # not in anybody's time
    return took


def _normalized(body: bytes) -> pd.DataFrame:
    return pd.json_normalize(json.loads(body)["results"])


def _framed(body: bytes, columns: tuple[str, ...] | None) -> pd.DataFrame:
    answer = cast(dict[str, Any], decode(body))
    return events_frame(answer["results"], columns)


def _newest(capture: Path) -> pd.DataFrame:
    with _opened(capture) as file:
        events = [json.loads(line) for line in file]
    events.sort(key=lambda event: event["timestamp"], reverse=True)
    return pd.json_normalize(events[:_EVENTS])


def _fetched(base: str, window: Window) -> pd.DataFrame:
    bounds = {"from_date": window.start, "to_date": window.end}
    asked = {name: int(moment.timestamp() * 1_000) for name, moment in bounds.items() if moment}
    headers = {"Authorization": f"Token {_TOKEN}"}
    reply = requests.get(f"{base}{API}events_tail/", {**asked, "page_size": _EVENTS}, headers=headers, timeout=60)
    return pd.json_normalize(json.loads(reply.text)["results"])


def _opened(capture: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(capture)) if capture.suffix == ".gz" else capture.open("rb")

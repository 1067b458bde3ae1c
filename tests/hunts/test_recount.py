"""Every hunt over a real day, held against a recount in plain Python that reads the file once."""

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from connector.hunts import Hunt, Result, run, shipped
from connector.hunts.payloads import decoded, indicators, letters
from connector.query import Query
from connector.source import Source
from connector.window import Window
from tests import captures
from tests.hunts import counted
from tests.hunts.counted import Event, Key

NOON, END = datetime(2026, 10, 31, 12, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)

Halves = tuple[list[Event], list[Event]]
"""The events before noon, and those after."""


@pytest.fixture(scope="module")
def halves() -> Halves:
    timed = counted.read(captures.path("verify-24h.eve.json.gz"))
    return [event for time, event in timed if time < NOON], [event for time, event in timed if NOON <= time < END]


@pytest.fixture(scope="module")
def results(verify_24h: Source) -> dict[str, Result]:
    """Every hunt over the afternoon, against the morning."""
    return {each.slug: run(verify_24h, Query("*", Window(NOON, END)), each) for each in shipped()}


HUNTS = [each for each in shipped() if each.view != "list"]


def test_no_hunt_fails_and_only_the_list_waits(results: dict[str, Result]) -> None:
    assert {name: result.why for name, result in results.items() if result.why} == {
        "retro-search": "Paste a list of indicators to start."
    }
    assert {name: result.notes for name, result in results.items() if result.notes or not result.exact} == {}


@pytest.mark.parametrize("hunt", HUNTS, ids=lambda each: each.slug)
def test_a_hunt_finds_what_a_recount_finds(hunt: Hunt, results: dict[str, Result], halves: Halves) -> None:
    result = results[hunt.slug]
    matches = counted.MATCHES[hunt.slug]
    before, now = ([event for event in half if matches(event)] for half in halves)
    expected = _counted(hunt, now, before)
    assert _found(hunt, result) == expected
    assert result.hits == len(expected)
    # Nothing is known of what was new in the morning: the data begins with it.
    assert result.before == (None if hunt.view == "new" else len(_counted(hunt, before, [])))


def _found(hunt: Hunt, result: Result) -> dict[Key, int]:
    first = {"base64": ["Decoded"], "indicators": ["Kind", "Indicator"], "beacons": ["Source", "Target"]}
    names = first.get(hunt.view, [*hunt.columns])
    if hunt.view == "new" and len(hunt.fields) > 1:
        names = ["Field", *hunt.columns]
    if result.frame.empty:
        return {}
    rows = result.frame[[*names, "Calls" if hunt.view == "beacons" else "Events"]].itertuples(index=False, name=None)
    if hunt.view == "long":  # cells hold the first letters of a payload
        merged: dict[Key, int] = defaultdict(int)
        for payload, signature, count in rows:
            merged[payload, signature] += count
        return merged
    return {tuple(None if each != each else each for each in row[:-1]): row[-1] for row in rows}


def _counted(hunt: Hunt, events: list[Event], past: list[Event]) -> dict[Key, int]:
    match hunt.view:
        case "beacons":
            times = defaultdict(list)
            for event in events:
                times[event["src_ip"], event["dest_ip"]].append(datetime.fromisoformat(event["timestamp"]))
            return {pair: found[0] for pair, each in times.items() if (found := counted.rhythm(each))}
        case "new":
            found = {}
            for form in hunt.fields:
                now, known = (counted.groups(half, (form,))[0] for half in (events, past))
                apart = form if len(hunt.fields) > 1 else ()
                found |= {(*apart, *key): count for key, count in now.items() if key not in known}
            return found
        case "long" | "base64" | "indicators":
            return _in_payloads(hunt, events)
        case _:
            counts, targets = counted.groups(events, hunt.fields)
            return {key: count for key, count in counts.items() if _passes(hunt, key, count, len(targets[key]))}


def _in_payloads(hunt: Hunt, events: list[Event]) -> dict[Key, int]:
    found: dict[Key, int] = defaultdict(int)
    for event in events:
        payload = event.get("payload_printable")
        if payload is None:
            continue
        match hunt.view:
            case "long":
                pieces = [(payload[:400], event["alert"].get("signature"))] if letters(payload) >= hunt.letters else []
            case "base64":
                pieces = [(text,) for text in decoded(payload)]
            case _:
                pieces = list(indicators(payload))
        for piece in pieces:
            found[piece] += 1
    return found


def _passes(hunt: Hunt, key: Key, count: int, targets: int) -> bool:
    return (
        (not hunt.rare or count <= hunt.rare)
        and count >= hunt.many
        and targets >= hunt.fan
        and (not hunt.short or len(key[0]) < hunt.short)
        and (not hunt.equal or key[0] == key[1])
    )

"""Everything that a server holds, in batches: no event is lost, and none comes twice, whatever the caps are."""

import random
from itertools import pairwise

import pytest

from connector.answers import Events, Progress
from connector.config import Config
from connector.errors import BadResponse
from connector.query import Query
from connector.source import Source
from connector.sources import scirius
from connector.sources.scirius import SciriusSource
from connector.window import Window
from tests.sources.asking import DAY, START, TOKEN, Held, asking, moment, tail_of, timeline_of
from tests.wire import Arrival, Reply, json_reply, serving

COLUMNS = ("timestamp",)


def ids(batches: list[Events]) -> list[str]:
    return [id for batch in batches for id in batch.ids]


def taken(source: SciriusSource, query: Query, size: int = 10_000) -> list[Events]:
    return [*source.batches(query, COLUMNS, size=size)]


def assert_whole(batches: list[Events], count: int) -> None:
    """Every one of the events, once, newest first, and nothing to be said."""
    found = ids(batches)
    assert len(found) == len(set(found)) == count
    times = [time for batch in batches for time in batch.frame["timestamp"].dt.floor("ms")]
    assert all(newer >= older for newer, older in pairwise(times))
    assert {(batch.total, batch.exact, batch.notes) for batch in batches} <= {(count, True, ())}


@pytest.mark.parametrize("shift", [0, 300, 700])
def test_every_event_comes_once_newest_first(shift: int) -> None:
    dice = random.Random(7)
    held = Held(sorted(START + dice.randrange(86_400_000) for _ in range(23_000)), shift)
    with asking(held) as (source, _):
        assert_whole(taken(source, Query("*", DAY, None)), 23_000)
    pages = [(first, last) for name, first, last in held.asked if name == "events_tail"]
    assert len(pages) < 10


def test_a_second_that_is_full_is_halved() -> None:
    held = Held(sorted(START + 40_000_000 + number % 997 for number in range(31_000)))
    with asking(held) as (source, _):
        assert_whole(taken(source, Query("*", DAY, None)), 31_000)
    assert min(last - first for name, first, last in held.asked if name == "events_tail") > 50


def test_two_full_milliseconds_beside_each_other_are_told_apart() -> None:
    times = [START + 999] * 10_000 + [START + 1_000] * 10_000
    with asking(Held(times)) as (source, _):
        assert_whole(taken(source, Query("*", DAY, None)), 20_000)


def test_a_millisecond_of_more_than_a_page_is_cut_and_named() -> None:
    times = [START + 1] * 3 + [START + 5_000] * 10_003 + [START + 9_000] * 2
    with asking(Held(times)) as (source, _):
        batches = taken(source, Query("*", DAY, None))
    assert len(set(ids(batches))) == 10_005
    assert {batch.total for batch in batches} == {10_008}
    (note,) = {note.text for batch in batches for note in batch.notes}
    assert note == "The server hands out 10,000 of the 10,003 events of the millisecond from 2026-10-31T00:00:05.000Z on."
    assert [batch.exact for batch in batches] == [not batch.notes for batch in batches]


def test_bounds_between_two_milliseconds_give_that_one_to_one_side_only() -> None:
    times = [START + number // 2 for number in range(60_000)]
    window = Window(moment(START).replace(microsecond=456), moment(START + 30_000).replace(microsecond=1))
    with asking(Held(times)) as (source, _):
        assert_whole(taken(source, Query("*", window, None), 2_000), 60_000)


def test_batches_are_as_small_as_asked_and_share_requests() -> None:
    held = Held([START + number * 1_000 for number in range(2_500)])
    with asking(held) as (source, _):
        batches = taken(source, Query("*", DAY, None), 300)
    assert_whole(batches, 2_500)
    assert max(len(batch.ids) for batch in batches) == 300
    assert len(held.asked) < 8


def test_a_limit_bounds_all_batches_together() -> None:
    held = Held([START + number for number in range(50_000)])
    with asking(held) as (source, _):
        batches = taken(source, Query("*", DAY, 12_345))
    assert ids(batches) == [f"{number:x}" for number in range(49_999, 49_999 - 12_345, -1)]
    assert {batch.total for batch in batches} == {50_000}
    assert len(held.asked) < 12


def test_progress_is_told_after_each_batch_and_what_it_raises_ends_all() -> None:
    told: list[Progress] = []

    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    with asking(Held([START + number for number in range(15_000)])) as (source, _):
        count = len([*source.batches(Query("*", DAY, None), COLUMNS, told.append, 4_000)])
        assert len(told) == count
        assert (told[-1].share, told[-1].events, told[-1].name) == (1.0, 15_000, "")
        assert [each.share for each in told] == sorted(each.share for each in told)
        with pytest.raises(KeyboardInterrupt):
            next(source.batches(Query("*", DAY, None), COLUMNS, stop))


def test_nothing_is_asked_before_the_first_batch_and_nothing_after_the_end() -> None:
    held = Held([START + number for number in range(90_000)])
    with asking(held) as (source, _):
        batches = source.batches(Query("*", DAY, None), COLUMNS)
        assert held.asked == []
        next(batches)
        batches.close()  # type: ignore[attr-defined]  # a generator
        asked = len(held.asked)
        assert asked <= 8
        source.trend(Query("a:1", Window.between(START, START + 1_000)))
        assert len(held.asked) == asked + 2


def test_all_time_is_what_the_span_says_at_the_start() -> None:
    held = Held([START - 5_000_000_000, START, START + 100])
    with asking(held) as (source, _):
        assert_whole(taken(source, Query("*", Window(), None)), 3)


def test_an_empty_server_gives_no_batch() -> None:
    with asking(Held([])) as (source, _):
        assert taken(source, Query("*", Window(), None)) == taken(source, Query("*", DAY, None)) == []


def test_a_page_of_fewer_events_than_are_counted_is_mentioned() -> None:
    def answer(arrival: Arrival) -> Reply:
        return timeline_of((START, 5)) if "timeline" in arrival.path else tail_of({"_id": "a"}, {"_id": "b"}, count=2)

    with asking(answer) as (source, _):
        (batch,) = taken(source, Query("*", DAY, None))
    assert (batch.ids, batch.total, batch.exact) == (("a", "b"), 5, False)
    assert batch.notes[0].text.startswith("The server hands out 2 of the 5 events of the 86400 seconds")


def test_a_failure_half_way_is_raised_and_not_taken_for_the_end() -> None:
    held = Held([START + number for number in range(30_000)])

    def answer(arrival: Arrival) -> Reply:
        return held(arrival) if len(held.asked) < 5 else json_reply({"detail": "ES failure: ES connection timeout"}, 500)

    with asking(answer) as (source, _), pytest.raises(BadResponse, match="connection timeout"):
        taken(source, Query("*", DAY, None))


@pytest.mark.parametrize("oldest_first", [False, True])
def test_a_limit_of_none_gives_more_events_than_a_page(oldest_first: bool) -> None:
    with asking(Held([START + number for number in range(20_500)])) as (source, _):
        answer = source.events(Query("*", DAY, None), COLUMNS, oldest_first)
        some = source.events(Query("*", DAY, 15_000), COLUMNS)
    assert (len(set(answer.ids)), answer.total, answer.exact, answer.cut, answer.notes) == (20_500, 20_500, True, False, ())
    times = answer.frame["timestamp"]
    assert times.is_monotonic_increasing if oldest_first else times.is_monotonic_decreasing
    assert (len(set(some.ids)), some.total, some.cut) == (15_000, 20_500, True)


def test_every_event_of_a_real_day_comes_through_the_caps_of_a_real_server(verify_24h: Source) -> None:
    asked: list[str] = []
    with serving(verify_24h, TOKEN, as_recorded=True, asked=asked) as base:
        source = scirius.open(Config(scirius_host=base, scirius_token=TOKEN), "scirius")
        batches = taken(source, Query("*", Window(), None))
    assert_whole(batches, 99_728)
    assert len(asked) < 25

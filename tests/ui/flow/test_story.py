"""The story: steps in order of cause and time, and repeats folded."""

import random
import time

import pytest

from connector.query import Query
from connector.source import Source
from tests.ui.flow.made import alert, event, flow, http, told
from ui.flow.lines import drawn, label, offset, said
from ui.flow.story import Line, Repeat, Step, folded, intervals
from ui.listing import decoded

POLL = ("asked for POST /tasks", "answered 200, 112 B of application/json", "severe: tasking")


def polls(count: int, every: float = 81, start: float = 0) -> list[dict[str, object]]:
    """Requests, each with its answer and an alert."""
    return [
        each
        for number in range(count)
        for each in (http(start + number * every, "/tasks"), alert(start + number * every, "tasking"))
    ]  # fmt: skip


def words(lines: tuple[Line, ...]) -> list[str]:
    return [said(line) for line in lines]


def test_one_moment_is_told_from_its_cause_to_its_effect() -> None:
    events = [
        alert(0, "seen"),
        event("fileinfo", 0, fileinfo={"filename": "/a/b.bin", "size": 16_200}),
        http(0, "/a"),
        flow(0, 0),
    ]
    assert [step.said for step in told(events).steps] == [
        "opened a TCP connection to port 80",
        "asked for POST /a",
        "answered 200, 112 B of application/json",
        "sent b.bin, 16.2 kB, not kept",
        "severe: seen",
        "ended after under 1 s: 63.1 kB up, 74.8 kB down; closed",
    ]


def test_transactions_of_one_moment_are_told_one_after_the_other() -> None:
    events = [http(0, "/b", tx_id=1), http(0, "/a", tx_id=0)]
    assert [step.said.split(",")[0] for step in told(events).steps] == [
        "asked for POST /a",
        "answered 200",
        "asked for POST /b",
        "answered 200",
    ]


def test_a_flow_begins_and_ends_when_its_record_says_not_when_it_was_written() -> None:
    steps = told([http(5, "/a"), flow(0, 9)]).steps
    assert [(step.kind, step.towards, intervals([steps[0].time or 0, step.time or 0])) for step in steps] == [
        ("flow", "server", [0.0]),
        ("http", "server", [5.0]),
        ("http", "client", [5.0]),
        ("flow", "", [9.0]),
    ]


def test_events_without_a_time_are_told_last() -> None:
    lost = {key: value for key, value in http(0, "/lost").items() if key != "timestamp"}
    tale = told([lost, http(3, "/a")])
    assert [offset(line, tale.steps[0].time) for line in tale.lines] == ["+0.00 s", "+0.00 s", "no time", "no time"]


def test_what_repeats_is_folded_with_its_pace() -> None:
    lines = told(polls(142)).lines
    assert words(lines) == [*POLL, "the last three again, 141 times, every 81 s"]
    assert label(lines[3]) == "http × 141, alert × 141"
    assert len(lines[3].steps) == 3 * 141


def test_a_fold_says_how_far_the_pace_is_off() -> None:
    lines = told([http(at, "/tasks") for at in (0, 80, 172, 250, 341)]).lines
    assert words(lines)[2] == "the last two again, 4 times, every 86 s (± 6 s)"
    uneven = told([http(at, "/tasks") for at in (0, 1, 500, 502, 504, 9_000)]).lines
    assert words(uneven)[2] == "the last two again, 5 times, at uneven times"


def test_two_of_a_kind_are_told_as_they_are() -> None:
    assert len(told(polls(2)).lines) == 6
    assert words(told(polls(3)).lines) == [*POLL, "the last three again, twice, every 81 s"]


def test_something_new_between_repeats_is_told() -> None:
    lines = told([*polls(5), http(400, "/stop", status=None), *polls(5, start=500)]).lines
    again = "the last three again, 4 times, every 81 s"
    assert words(lines) == [*POLL, again, "asked for POST /stop", *POLL, again]


def test_what_differs_by_its_numbers_only_is_folded_and_says_so() -> None:
    lines = told([http(number, f"/item/{number}") for number in range(9)]).lines
    assert words(lines)[2] == "much like the last two, 8 times, every 1 s"


def test_a_tunnel_through_names_is_one_line_and_other_names_are_not() -> None:
    def asked(seconds: float, name: str) -> dict[str, object]:
        return event("dns", seconds, dns={"type": "query", "rrname": name, "rrtype": "TXT"})

    data = random.Random(5).randbytes(600).hex()
    tunnel = told([asked(number * 15, f"{data[number * 20 :][: 30 + number % 3]}.sync.example") for number in range(40)]).lines
    assert words(tunnel)[1:] == ["much like the last, 39 times, every 15 s"]
    assert (
        len(told([asked(number, f"{word}.example.test") for number, word in enumerate(("www", "mail", "cdn", "ntp"))]).lines) == 4
    )


def test_signatures_that_differ_by_a_number_are_different() -> None:
    assert len(told([alert(number, f"CVE-2024-{number}") for number in range(9)]).lines) == 9


def test_folding_loses_no_step_and_keeps_their_order() -> None:
    dice = random.Random(5)
    events = [http(number, f"/{'abc'[dice.randrange(3)]}") for number in range(400)]
    tale = told(events)
    assert tuple(step for line in tale.lines for step in line.steps) == tale.steps
    assert len(tale.lines) < len(tale.steps)


def test_ten_thousand_steps_fold_at_once() -> None:
    steps = [Step(number, number, "server", "http", "http", "", "abcdefg"[number % 7]) for number in range(10_000)]
    begin = time.process_time()
    lines = folded(steps)
    assert time.process_time() - begin < 1
    assert [line.repeat for line in lines[7:]] == [Repeat(7, 1_427, pytest.approx(7e-6), 0.0, True), None, None, None, None]


def test_nothing_is_no_story() -> None:
    assert folded([]) == ()
    assert drawn([], None, None).empty


def test_the_drawn_lines_carry_their_way_their_colour_and_the_choice() -> None:
    tale = told([http(0, "/a"), alert(1, "seen", 2)])
    frame = drawn(tale.lines, tale.steps[0].time, 0)
    assert frame["towards"].tolist() == ["server", "client", "server"]
    assert frame["word"].tolist() == ["http", "http", "suspicious"]
    assert frame["tinted"].tolist() == [False, False, True]
    assert frame["chosen"].tolist() == [True, True, False]


@pytest.mark.real
def test_a_real_infection_is_told_in_a_few_lines(training_02: Source) -> None:
    events = [decoded(raw) for raw in training_02.flow(528077631868584).raw]
    tale = told(events)
    assert tale.ends
    assert tale.totals.alerts == {"severe": 22}
    assert len(tale.lines) < len(tale.steps) / 1.8
    assert words(tale.lines)[0] == "opened a TCP connection to port 80"
    assert sum("times, every 20 s" in each for each in words(tale.lines)) == 2
    assert words(tale.lines)[-1].startswith("ended after 7 min 3 s")


@pytest.mark.real
def test_every_event_of_a_real_day_has_its_words(verify_24h: Source) -> None:
    events = [decoded(raw) for raw in verify_24h.events(Query(limit=10_000)).raw]
    tale = told(events)
    assert {step.place for step in tale.steps} == set(range(len(events)))
    assert all(step.said and step.said.isprintable() and len(step.said) <= 160 for step in tale.steps)

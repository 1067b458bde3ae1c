"""Verdicts as predicates: what they cover on files and on servers, and what stays open."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connector import lucene
from connector.config import Config
from connector.errors import UnsupportedQuery
from connector.judged import STATES, Judged, State
from connector.query import Query
from connector.sources import eve, scirius
from connector.triage import Member, Step, Verdict, new_step
from connector.triage.ruled import asked, rulings, text
from connector.triage.waking import reason, usual
from connector.window import Window
from tests import small
from tests.wire import serving

DAY = Window(small.END - timedelta(days=1), small.END)
ALERTS = Query("event_type:alert", DAY)
NOW = small.END
FIRST = lucene.term("alert.signature", "EVELENS TEST signature 0")
SECOND = lucene.term("alert.signature", "EVELENS TEST signature 1")
TOKEN = "5ecret" * 6

Add = Callable[..., None]


@pytest.fixture
def source(tmp_path: Path) -> eve.EveSource:
    path = small.write(tmp_path / "eve.json")
    opened = eve.open(Config(source="eve", eve_path=(str(path),), data=tmp_path / "data"), "eve")
    opened.read()
    return opened


@pytest.fixture
def append(source: eve.EveSource) -> Add:
    """Appends events to the file, and reads them."""

    def add(*events: dict[str, object]) -> None:
        with Path(source.paths[0]).open("a") as file:
            file.writelines(small.line(event) for event in events)
        source.read()

    return add


def verdict(source: eve.EveSource, state: State = "closed", *filters: str, **more: object) -> Step:
    position = source.position()
    members = tuple(Member(("",), filter) for filter in filters)
    made = Verdict(source.identity(), state, ALERTS.filter, DAY, NOW, position.store, position.arrival, ("x",), members)
    return new_step("ann", replace(made, **more))  # type: ignore[arg-type]


def counts(source: eve.EveSource, *steps: Step) -> dict[str, int]:
    given = rulings(steps, source.position())
    return {state: source.trend(asked(ALERTS, Judged(given, frozenset((state,))), source.position())).count for state in STATES}


def test_without_a_verdict_everything_is_open(source: eve.EveSource) -> None:
    assert counts(source) == {"open": 5, "escalated": 0, "closed": 0, "false alarm": 0}


def test_the_last_verdict_holds_and_what_is_taken_back_does_not(source: eve.EveSource) -> None:
    everything, one = verdict(source), verdict(source, "escalated", FIRST)
    assert counts(source, everything, one) == {"open": 0, "escalated": 2, "closed": 3, "false alarm": 0}
    assert counts(source, everything, one, new_step("ann", one, "undo")) == {
        "open": 0, "escalated": 0, "closed": 5, "false alarm": 0,
    }  # fmt: skip
    reopened = verdict(source, "open", SECOND)
    assert counts(source, everything, one, reopened) == {"open": 2, "escalated": 2, "closed": 1, "false alarm": 0}


def test_a_verdict_leaves_alerts_in_other_states_as_they_are(source: eve.EveSource) -> None:
    steps = [verdict(source, "escalated", FIRST), verdict(source, among=("open",))]
    assert counts(source, *steps) == {"open": 0, "escalated": 2, "closed": 3, "false alarm": 0}
    steps.append(verdict(source, "false alarm", among=("escalated", "false alarm")))
    assert counts(source, *steps) == {"open": 0, "escalated": 0, "closed": 3, "false alarm": 2}


def test_what_is_counted_first_can_be_bound_to_what_was_there(source: eve.EveSource, append: Add) -> None:
    position = source.position()
    append(small.alert(30, 1, "EVELENS TEST signature 0"))
    there = replace(ALERTS, judged=Judged((), frozenset(("open",)), position.arrival))
    assert (source.trend(there).count, source.trend(ALERTS).count) == (5, 6)


def test_many_verdicts_sum_up_like_few(source: eve.EveSource) -> None:
    several = [verdict(source, "closed", FIRST if number % 2 else SECOND) for number in range(100)]
    assert counts(source, *several, verdict(source, "escalated", SECOND)) == {
        "open": 1, "escalated": 2, "closed": 2, "false alarm": 0,
    }  # fmt: skip


def test_alerts_that_arrive_later_stay_open_though_their_time_is_older(source: eve.EveSource, append: Add) -> None:
    step = verdict(source)
    previewed = source.trend(ALERTS).count
    append(small.alert(200, 1, "EVELENS TEST signature 0"), small.alert(1, 2, "EVELENS TEST signature 0"), small.event(300))
    assert counts(source, step) == {"open": 2, "escalated": 0, "closed": previewed, "false alarm": 0}


def test_a_verdict_touches_nothing_outside_its_window(source: eve.EveSource) -> None:
    step = verdict(source, window=Window(small.END - timedelta(minutes=22), small.END))
    assert (
        counts(source, step)["closed"] == source.trend(ALERTS.during(Window(small.END - timedelta(minutes=22), small.END))).count
    )
    assert counts(source, step)["open"] > 0


def test_in_another_store_time_alone_bounds_a_verdict(source: eve.EveSource, append: Add) -> None:
    step = verdict(source)
    source.drop()
    source.read()
    append(small.alert(100, 1, "EVELENS TEST signature 0"))
    assert counts(source, step) == {"open": 0, "escalated": 0, "closed": 6, "false alarm": 0}


def test_events_timeline_and_groups_follow_the_state(source: eve.EveSource) -> None:
    query = asked(
        ALERTS, Judged(rulings([verdict(source, "closed", FIRST)], source.position()), frozenset(("open",))), source.position()
    )
    assert source.events(query).total == source.timeline(query).frame["count"].sum() == 3
    frame = source.groups(query, ("alert.signature",)).frame
    assert "EVELENS TEST signature 0" not in frame["alert.signature"].to_list()
    assert frame["count"].sum() == 3


def test_a_server_counts_the_same_by_time(source: eve.EveSource) -> None:
    steps = [verdict(source), verdict(source, "escalated", FIRST), verdict(source, "open", SECOND)]
    steps.append(verdict(source, "false alarm", among=("open",)))
    steps[0] = replace(steps[0], verdict=replace(steps[0].verdict, window=Window(small.END - timedelta(hours=2), small.END)))
    given = rulings(steps, None)
    with serving(source, TOKEN) as base:
        server = scirius.open(Config(scirius_host=base, scirius_token=TOKEN), "scirius")
        assert server.position() is None
        found = {state: server.trend(asked(ALERTS, Judged(given, frozenset((state,))), None)).count for state in STATES}
        assert found == counts(source, *steps)
        with pytest.raises(UnsupportedQuery, match="no states"):
            server.trend(replace(ALERTS, judged=Judged(given, frozenset(("open",)))))


def test_a_server_is_not_asked_what_it_cannot_tell(source: eve.EveSource) -> None:
    opened = frozenset[State](("open",))
    many = rulings([verdict(source, "closed", lucene.term("src_ip", f"10.0.0.{each}")) for each in range(99)], None)
    with pytest.raises(UnsupportedQuery, match="99 verdicts at once: choose All"):
        text(ALERTS, Judged(many, opened))
    dated = rulings([verdict(source, filter="timestamp:[now-1h TO now]")], None)
    with pytest.raises(UnsupportedQuery, match="undo it"):
        text(ALERTS, Judged(dated, opened))
    elsewhere = ALERTS.during(Window(NOW + timedelta(days=1), NOW + timedelta(days=2)))
    assert text(elsewhere, Judged(many, opened)) == "*", "verdicts about another time play no part"


def standing(source: eve.EveSource) -> Step:
    held = usual(source, ALERTS.narrowed(FIRST), NOW + timedelta(days=30))
    assert held is not None
    assert (held.targets, held.count, held.length) == (("192.0.2.80",), 2, timedelta(days=1))
    return verdict(source, "closed", FIRST, standing=held)


def woken(source: eve.EveSource, step: Step) -> str:
    assert step.verdict
    return reason(source, step, step.verdict, NOW)


def test_a_standing_verdict_covers_later_alerts_until_it_wakes(source: eve.EveSource, append: Add) -> None:
    step = standing(source)
    append(small.alert(-30, 1, "EVELENS TEST signature 0"), small.alert(60, 1, "EVELENS TEST signature 0"))
    later = ALERTS.during(Window(DAY.start, NOW + timedelta(days=1)))
    given = Judged(rulings([step], source.position()), frozenset(("closed",)))
    assert source.trend(asked(later, given, source.position())).count == 4
    assert woken(source, step) == ""
    wake = new_step("EveLens", step, "wake", "a new target")
    given = Judged(rulings([step, wake], source.position()), frozenset(("closed",)))
    assert source.trend(asked(later, given, source.position())).count == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"dest_ip": "198.51.100.9"}, "a new target, 198.51.100.9"),
        (
            {"alert": {"signature": "EVELENS TEST signature 0", "signature_id": 1, "severity": 1, "rev": 7}},
            "a new revision of the rule, 7",
        ),
    ],
)  # fmt: skip
def test_a_standing_verdict_wakes_on_what_is_new(source: eve.EveSource, append: Add, more: dict[str, object], words: str) -> None:
    step = standing(source)
    append(small.alert(-30, 1, "EVELENS TEST signature 0") | more)
    assert woken(source, step) == words


def test_what_came_before_its_end_wakes_a_standing_verdict_that_has_ended(source: eve.EveSource, append: Add) -> None:
    step = standing(source)
    append(small.alert(-30, 1, "EVELENS TEST signature 0") | {"dest_ip": "198.51.100.9"})
    assert step.verdict
    assert reason(source, step, step.verdict, NOW + timedelta(days=33)) == "a new target, 198.51.100.9"
    assert reason(source, step, step.verdict, NOW + timedelta(days=90)) == ""


def test_a_standing_verdict_wakes_on_five_times_the_usual_rate(source: eve.EveSource, append: Add) -> None:
    step = standing(source)
    append(*(small.alert(-1_500 * each, 1, "EVELENS TEST signature 0") for each in range(1, 15)))
    assert woken(source, step) == "", "one a day is less than usual"
    append(*(small.alert(-3_000 - each, 1, "EVELENS TEST signature 0") for each in range(11)))
    assert woken(source, step).endswith(" alerts in the time that had 2")


def test_a_demonstration_made_anew_is_another_source(tmp_path: Path) -> None:
    config = Config(source="demo", data=tmp_path)
    config.demo_file.parent.mkdir()
    small.write(config.demo_file)
    source = eve.open(config, "demo")
    source.read()
    before = source.identity()
    assert before == source.identity()
    source.drop()
    source.read()
    assert source.identity() != before

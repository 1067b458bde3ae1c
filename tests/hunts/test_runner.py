"""The runner: each state has its cause, and what fails leaves the others standing."""

from dataclasses import replace
from pathlib import Path

import pytest

from connector.answers import Groups
from connector.errors import SourceError
from connector.hunts import Hunt, hunt, ordered, run, shipped, worst_cost
from connector.query import Query
from connector.source import Source
from connector.window import Window
from tests import small
from tests.hunts.made import DAY, source

LAST_10 = Window(small.END.replace(hour=11, minute=50), small.END)
"""The small capture has an event in each of its last thirty minutes."""

LAST_5 = Window(small.END.replace(hour=11, minute=55), small.END)


def asked(**parts: object) -> Hunt:
    return hunt("asked", {"name": "Asked", "question": "What?", **parts})


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return source(
        tmp_path_factory.mktemp("runner"),
        *small.events(),
        small.event(1, dest_ip="198.51.100.9", event_type="ssh", ssh={"client": {"software_version": "x"}}),
        small.event(6, event_type="krb5"),
        small.event(7, event_type="krb5"),
        small.event(8, event_type="krb5"),
    )


def test_hits_where_there_were_none_before_are_a_change(here: Source) -> None:
    result = run(here, Query("*", LAST_5), asked(filter="event_type:ssh"))
    assert (result.state, result.hits, result.before) == ("changed", 1, 0)
    assert result.frame.to_dict("records")[0] | {"First": 0, "Last": 0} == {
        "Source": "10.0.0.1",
        "Target": "198.51.100.9",
        "Events": 1,
        "First": 0,
        "Last": 0,
    }
    assert result.choices == ((("src_ip", "10.0.0.1"), ("dest_ip", "198.51.100.9")),)
    assert sum(result.trend) == 1
    assert result.look == "10.0.0.1"


def test_about_as_many_as_before_is_none_and_fewer_is_none(here: Source) -> None:
    each_source = asked(filter="event_type:flow", fields=["src_ip"], look="{src_ip}, {Events}, {nothing}")
    result = run(here, Query("*", LAST_5), each_source)
    assert (result.state, result.hits, result.before) == ("hits", 3, 3)
    assert result.look == "10.0.0.0, 2, (none)"
    assert run(here, Query("*", LAST_5), asked(filter="event_type:krb5")).state == "clear"


def test_where_nothing_is_known_of_before_nothing_is_compared(here: Source) -> None:
    for window in (DAY, Window()):
        result = run(here, Query("*", window), asked(filter="event_type:flow", fields=["src_ip"]))
        assert (result.state, result.hits, result.before) == ("hits", 3, None)


def test_the_filter_of_the_query_holds_too(here: Source) -> None:
    result = run(here, Query("src_ip:10.0.0.1", DAY), asked(filter="event_type:flow", fields=["src_ip"]))
    assert result.frame["src_ip"].to_list() == ["10.0.0.1"]


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        ({"rare": 6}, {"10.0.0.2"}),
        ({"many": 7}, {"10.0.0.0", "10.0.0.1"}),
        ({"fan": 1}, {"10.0.0.0", "10.0.0.1", "10.0.0.2"}),
        ({"fan": 2}, set()),
        ({"short": 9}, {"10.0.0.0", "10.0.0.1", "10.0.0.2"}),
        ({"short": 8}, set()),
    ],
)
def test_bounds_of_groups_hold(here: Source, parts: dict[str, object], kept: set[str]) -> None:
    result = run(here, Query("*", DAY), asked(filter="event_type:flow", fields=["src_ip"], **parts))
    assert set(result.frame.get("src_ip", [])) == kept
    assert result.state == ("hits" if kept else "clear")


def test_a_type_that_was_never_logged_is_named_and_so_is_a_field(here: Source) -> None:
    result = run(here, Query("*", DAY), asked(filter="event_type:(smb OR dcerpc)", reads=["smb", "dcerpc"]))
    assert (result.state, result.hits) == ("waits", None)
    assert result.why == "Never logged here: events of type smb or dcerpc."
    result = run(here, Query("*", DAY), asked(filter="ssh.server:x", reads=["ssh"], needs=["ssh.hassh", "ssh.other"]))
    assert result.why == "Never logged here: ssh.hassh or ssh.other."
    result = run(here, Query("*", DAY), asked(filter="ssh.client.software_version:y", reads=["ssh"], needs=["ssh.client"]))
    assert (result.state, result.hits) == ("clear", 0)


def test_new_is_what_no_event_before_the_window_had(here: Source) -> None:
    new = asked(view="new", fields=["dest_ip"])
    result = run(here, Query("*", LAST_10), new)
    assert (result.state, result.frame["dest_ip"].to_list(), result.before) == ("changed", ["198.51.100.9"], 0)
    assert run(here, Query("*", DAY), new).why.startswith("The source holds nothing before this window")


def test_several_forms_of_a_new_value_are_told_apart(tmp_path: Path) -> None:
    made = source(
        tmp_path,
        small.event(20, tls={"sni": "a.test"}, event_type="tls"),
        small.event(3, http={"hostname": "a.test"}, event_type="http"),
        small.event(2, tls={"sni": "a.test"}, event_type="tls"),
    )
    result = run(made, Query("*", LAST_5), asked(view="new", fields=[["http.hostname"], ["tls.sni"]], columns=["Value"]))
    assert result.frame[["Field", "Value"]].to_numpy().tolist() == [["http.hostname", "a.test"]]
    assert result.choices == ((("http.hostname", "a.test"),),)


def test_forms_of_one_field_are_added_up(tmp_path: Path) -> None:
    made = source(
        tmp_path,
        small.event(3, dns={"rrname": "a.test"}, event_type="dns"),
        small.event(6, dns={"queries": [{"rrname": "a.test"}, {"rrname": "b.test"}]}, event_type="dns"),
    )
    forms = [["dns.rrname", "src_ip"], ["dns.queries.rrname", "src_ip"]]
    result = run(made, Query("*", DAY), asked(fields=forms, columns=["Name", "Source"]))
    assert result.frame[["Name", "Events"]].to_numpy().tolist() == [["a.test", 2], ["b.test", 1]]


def test_a_beacon_comes_with_its_bytes(tmp_path: Path) -> None:
    calls = [small.event(number, event_type="http", http={"url": "/"}, src_ip="10.0.0.9") for number in range(0, 20, 2)]
    flow = small.event(0, src_ip="10.0.0.9", flow={"bytes_toserver": 1_000, "bytes_toclient": 234})
    unreadable = [calls[0] | {"timestamp": moment} for moment in ("never", "")]
    made = source(tmp_path, *calls, *unreadable, flow, flow | {"dest_ip": "192.0.2.81"})
    result = run(made, Query("*", DAY), next(each for each in shipped() if each.slug == "beacons"))
    (row,) = result.frame.to_dict("records")
    assert (row["Source"], row["Target"], row["Proto"], row["Calls"], row["Every"], row["Bytes"], row["Score"]) == (
        "10.0.0.9", "192.0.2.80", "http", 10, "2 min", 1_234, 100
    )  # fmt: skip
    assert row["Gaps"] == (120.0,) * 9
    assert sum(result.trend) == 10
    assert run(made, Query("*", Window()), result.hunt).frame["Calls"].to_list() == [10]


class Broken:
    """A source that cannot group."""

    def __init__(self, source: Source) -> None:
        self.trend, self.span = source.trend, source.span

    def groups(self, *_: object, **__: object) -> Groups:
        raise SourceError("It broke: try again.")


def test_what_fails_says_why_and_the_others_stand(here: Source) -> None:
    parts = {"filter": "event_type:flow"}
    results = [run(Broken(here), Query("*", DAY), asked(**parts)), run(here, Query("*", DAY), asked(**parts))]  # type: ignore[arg-type]
    assert [(each.state, each.why) for each in results] == [("failed", "It broke: try again."), ("hits", "")]


def test_what_wants_eyes_comes_first(here: Source) -> None:
    one = run(here, Query("*", DAY), asked(filter="event_type:flow"))
    states = ("clear", "waits", "failed", "hits", "changed")
    mixed = [replace(one, state=state, hits=hits) for state in states for hits in (9, 1)]  # type: ignore[arg-type]
    assert [(each.state, each.hits) for each in ordered(mixed)] == [
        (state, hits) for state in ("changed", "hits", "failed", "waits", "clear") for hits in (1, 9)
    ]


@pytest.mark.parametrize("window", [DAY, LAST_5, Window()], ids=["day", "five minutes", "all time"])
def test_no_hunt_costs_more_than_it_says(here: Source, window: Window) -> None:
    for each in shipped():
        assert run(here, Query("*", window), each).cost <= worst_cost(each), each.slug


def test_hostile_texts_are_values_and_never_templates(tmp_path: Path) -> None:
    made = source(tmp_path, small.event(1, host="{Source} {0.__class__} \u202e"))
    result = run(made, Query("*", DAY), asked(fields=["host", "src_ip"], columns=["Host", "Source"], look="{Host}|{Source}"))
    assert result.look == "{Source} {0.__class__} \u202e|10.0.0.1"

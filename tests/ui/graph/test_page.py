"""The page: what it says of what it draws, and what its controls and buttons make of the address."""

import json
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from tests import small
from tests.ui import row_menu
from tests.ui.conftest import read
from tests.ui.graph.made import pairs
from tests.ui.test_frame import AppTest, sentences
from ui.graph import beside, controls, page
from ui.graph.choice import Choice
from ui.graph.network import network
from ui.graph.question import Found
from ui.rankings import EMPTY

PAGE = Path(__file__).parents[3] / "pages" / "graph.py"
FRAME = Path(__file__).parents[3] / "ui" / "frame.py"
HALF = f"{small.END - timedelta(minutes=15):%Y-%m-%dT%H:%M:%SZ}/{small.END:%Y-%m-%dT%H:%M:%SZ}"

ROWS = pairs(("a", "b", 60), ("b", "c", 30), ("d", "e", 10))


def opened(**parameters: str | list[str]) -> AppTest:
    at = AppTest.from_file(str(FRAME), default_timeout=30)
    for name, value in parameters.items():
        at.query_params[name] = value
    at.run()
    at.switch_page(str(PAGE)).run()
    assert not at.exception
    return at


def option(at: AppTest) -> dict[str, object]:
    (chart,) = at.get("echarts_chart")
    found: dict[str, object] = json.loads(chart.proto.spec)
    return found


def found(distinct: int | None = 3, known: frozenset[tuple[str, str]] | None = None) -> Found:
    return Found(ROWS, distinct, known, "" if known is not None else "all time: nothing before", ())


@pytest.mark.parametrize(
    ("choice", "distinct", "said"),
    [
        (Choice(), 3, "**All 3 pairs** · 5 ends, new ones unknown (all time: nothing before)"),
        (Choice(least=20), 3, "**All 2 pairs** of 20 events or more · 3 ends"),
        (Choice(links=2), 3, "**No pair** between ends of 2 links or more · 0 ends"),
        (Choice(hidden=("b",)), 3, "**One pair** · 2 ends"),
        (Choice(most=2), 3, "**2 strongest** of 3 pairs, 90% of their events · 3 ends"),
        (Choice(), 4_310, "**3 strongest** of 4,310 pairs · 5 ends"),
        (Choice(least=20), 4_310, "**2 strongest** of at least 2 pairs of 20 events or more · 3 ends"),
        (Choice(weight="bytes"), None, "**3 strongest** of at least 3 pairs · 5 ends"),
    ],
)
def test_the_line_says_what_is_drawn_of_what_there_is(choice: Choice, distinct: int | None, said: str) -> None:
    assert page.truth(choice, found(distinct), network(ROWS, None, choice)).startswith(said)


def test_the_line_says_how_many_ends_are_new() -> None:
    known = frozenset({("a", "b")})
    assert page.truth(Choice(), found(known=known), network(ROWS, known, Choice())).endswith(" · 5 ends, 3 new")


def test_what_is_not_there_any_more_is_not_chosen() -> None:
    apart = Choice("src_ip", "tls.sni")
    assert page.existing(found(), Choice(), ("node", "", "c")) == ("node", "", "c")
    assert page.existing(found(), apart, ("node", "target", "c")) == ("node", "target", "c")
    assert page.existing(found(), Choice(), ("link", "a", "b")) == ("link", "a", "b")
    for gone in (("node", "", "x"), ("node", "source", "a"), ("link", "a", "c")):
        assert page.existing(found(), Choice(), gone) is None
    assert page.existing(found(), apart, ("node", "source", "c")) is None
    assert page.existing(found(), Choice(), None) is None


def test_common_fields_come_first_then_those_of_most_events() -> None:
    fields = pd.DataFrame({"field": ["a", "dest_ip", "b", "with,comma", "src_ip"], "count": [1, 9, 5, 7, 9]})
    assert controls.offered(fields, ("src_ip", "gone")) == ["src_ip", "dest_ip", "gone", "b", "a"]


def test_values_are_written_short_and_whole_enough_to_tell() -> None:
    assert [beside.written(value) for value in ("0:0:0:0:0:0:0:1", "a\n", "")] == ["::1", "a↵", EMPTY]
    assert len(beside.written("A" * 5_000)) == 201


def test_counts_are_said_for_each_direction() -> None:
    others = pd.DataFrame({"value": ["x", "y", "z"], "forth": [True, True, False], "count": [2, 3, 1], "weight": [2, 3, 1]})
    assert beside.node_words(Choice(), others) == "source of 2 pairs, 5 events; target of 1 pair, 1 event"
    words = beside.link_words(Choice(weight="bytes"), found(), ("link", "b", "c"))
    assert words == "30 B in 30 flow events: 100% of what the source has, 100% of what the target has"


@pytest.mark.usefixtures("capture")
def test_the_usual_graph_is_of_hosts() -> None:
    at = opened(window=HALF)
    assert "**All 3 pairs** · 4 ends, 0 new" in sentences(at)
    drawn = option(at)
    assert drawn["series"][0]["data"][0]["name"] == "192.0.2.80"  # type: ignore[index]
    assert [box.value for box in at.selectbox if box.label.endswith("field")] == ["src_ip", "dest_ip"]


@pytest.mark.usefixtures("capture")
def test_the_address_says_what_is_drawn() -> None:
    at = opened(window="all", ends="src_ip,http.url", layout="sankey", least="1", most="50", hide=["/page/0", "10.0.0.2"])
    drawn = option(at)
    assert drawn["series"][0]["type"] == "sankey"  # type: ignore[index]
    names = {node["name"] for node in drawn["series"][0]["data"]}  # type: ignore[index]
    assert names == {"10.0.0.0", "10.0.0.1", "/page/2", "/page/3"}
    assert "Hidden: 2 · show again" in [button.label for button in at.button]
    assert "new ones unknown (all time: nothing before)" in sentences(at)


@pytest.mark.usefixtures("capture")
def test_what_is_chosen_is_counted_filtered_and_hidden() -> None:
    at = opened(window=HALF)
    at.session_state["graph_chosen"] = ("node", "", "10.0.0.1")
    at.run()
    assert "10.0.0.1" in [text.value for text in at.text]
    assert "source of 1 pair, 5 events" in sentences(at)
    next(button for button in at.button if button.label == "Hide").click().run()
    assert "**All 2 pairs** · 3 ends, 0 new" in sentences(at)
    at.session_state["graph_chosen"] = ("link", "10.0.0.2", "192.0.2.80")
    at.run()
    assert "5 events: 100% of what the source has, 33% of what the target has" in sentences(at)
    next(button for button in at.button if button.label == "Only").click().run()
    assert at.session_state["f"] == ["src_ip:10.0.0.2", "dest_ip:192.0.2.80"]
    next(button for button in at.button if button.label == "Hidden: 1 · show again").click().run()
    assert "**One pair** · 2 ends, 0 new" in sentences(at)


@pytest.mark.usefixtures("capture")
@pytest.mark.parametrize(("entry", "chip"), [("Only this", 'ip:"10.0.0.1"'), ("Not this", '-ip:"10.0.0.1"')])
def test_the_menu_of_a_neighbour_means_it_at_either_end(entry: str, chip: str) -> None:
    at = opened(window="all")
    at.session_state["graph_chosen"] = ("node", "", "192.0.2.80")
    at.run()
    others = row_menu.table(at, "Linked with")
    place = others.value["Linked with"].to_list().index("10.0.0.1")
    assert row_menu.entries(others, place) == ["Only this", "Not this", "Group, compare, copy, open …"]
    row_menu.click(at, others, entry, place)
    assert at.session_state["f"] == [chip]


@pytest.mark.usefixtures("capture")
def test_without_pairs_the_page_says_what_to_change() -> None:
    at = opened(window="all", least="99", links="2")
    assert "**No pair is left**" in sentences(at)
    next(button for button in at.button if button.label == "Lower the bounds").click().run()
    assert "**All 3 pairs**" in sentences(at)
    assert "No event has both `src_ip` and `tls.sni`" in sentences(opened(window="all", ends="src_ip,tls.sni"))
    at = opened(window="all", ends="src_ip,http.url", weight="bytes")
    assert "No flow event has `src_ip` and `http.url`" in sentences(at)
    next(button for button in at.button if button.label == "Size by events").click().run()
    assert "**All 5 pairs**" in sentences(at)


def test_text_of_an_attacker_is_drawn_as_text(
    bare_environment: Path, fresh_caches: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = ["lone \ud800 surrogate", "invoice\u202efdp.exe\x00", "A" * 5_000, small.MARKUP, "{b}{c}"]
    events = [small.event(40 + number, http={"hostname": text}) for number, text in enumerate(hostile)]
    monkeypatch.setenv("EVE_PATH", str(small.write(bare_environment / "eve.json", *events)))
    read()
    for layout in ("", "sankey"):
        at = opened(window="all", ends="http.hostname,src_ip", layout=layout)
        names = [node["name"] for node in option(at)["series"][0]["data"]]  # type: ignore[index]
        assert len(names) >= 6
        assert all(len(name) < 90 for name in names)
        at.session_state["graph_chosen"] = ("node", "source", small.MARKUP)
        at.run()
        assert not at.exception
        assert small.MARKUP in [text.value for text in at.text]
        assert not [shown.value for shown in at.markdown if "<img" in shown.value]

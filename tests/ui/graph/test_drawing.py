"""The option of the picture: sizes, marks, and nothing in it that text of events could become but a name."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests import small
from tests.ui.graph.made import pairs
from ui.charts import WORDS
from ui.graph import drawing
from ui.graph.choice import Choice
from ui.graph.network import Network, network
from ui.graph.places import places

HOSTILE = (
    small.MARKUP,
    "{b}{c} {@[0]} {a|rich}",
    "javascript:alert(1)",
    "--x_x--function(){alert(1)}--x_x--",
    "invoice\u202efdp.exe\x00\x1b[31m\n",
    "A" * 5_000,
    "",
)


def net(found: Network, **more: Any) -> dict[str, Any]:
    where = places(len(found.nodes), [(link.source, link.target) for link in found.links])
    return drawing.net(found, where, more.get("weight", "events"), more.get("chosen"))


def values(option: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Every value of the option that holds no other, with the key under which it stands."""
    if isinstance(option, dict):
        for name, value in option.items():
            yield from values(value, name)
    elif isinstance(option, list | tuple):
        for value in option:
            yield from values(value, key)
    else:
        yield key, option


def test_sizes_grow_with_the_weight_and_the_heaviest_is_the_greatest() -> None:
    option = net(network(pairs(("a", "b", 1_000), ("c", "d", 10), ("e", "f", 1)), None, Choice()))
    sizes = [node["symbolSize"] for node in option["series"][0]["data"]]
    widths = [link["lineStyle"]["width"] for link in option["series"][0]["links"]]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] < 10 * sizes[-1]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > widths[1] > widths[2] > 0


def test_ends_have_the_colours_of_the_theme_and_new_ones_another_shape() -> None:
    found = network(pairs(("a", "b", 5), ("b", "c", 3)), frozenset({("a", "b")}), Choice())
    series = net(found)["series"][0]
    assert len(series["categories"]) == len(WORDS)
    assert len({category["name"] for category in series["categories"]}) == len(WORDS)
    names = {node["name"]: (series["categories"][node["category"]]["name"], node["symbol"]) for node in series["data"]}
    assert names == {"a": ("source", "circle"), "b": ("both", "circle"), "c": ("target", "diamond")}
    assert [item["name"] for item in net(found)["legend"]["data"]] == ["source", "target", "both", drawing.NEW]
    assert "type" not in series["links"][0]["lineStyle"]
    assert series["links"][1]["lineStyle"]["type"] == "dashed"


def test_what_is_chosen_is_marked_alone() -> None:
    found = network(pairs(("a", "b", 5), ("b", "c", 3)), None, Choice())
    nodes = net(found, chosen=("node", "", "b"))["series"][0]["data"]
    assert [node["name"] for node in nodes if "itemStyle" in node] == ["b"]
    links = net(found, chosen=("link", "b", "c"))["series"][0]["links"]
    assert ["color" in link["lineStyle"] for link in links] == [False, True]


def test_streams_run_in_no_circle() -> None:
    found = network(pairs(("a", "b", 5), ("b", "a", 3), ("a", "a", 1)), None, Choice())
    (series,) = drawing.streams(found, "events", None)["series"]
    known = {node["id"] for node in series["data"]}
    assert len(known) == len(series["data"]) == 4
    depth = {node["id"]: node["depth"] for node in series["data"]}
    assert all((depth[link["source"]], depth[link["target"]]) == (0, 1) for link in series["links"])
    assert {link["source"] for link in series["links"]} | {link["target"] for link in series["links"]} == known


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("fields", [("src_ip", "dest_ip"), ("http.hostname", "http.http_user_agent")])
def test_text_of_an_attacker_is_a_short_name_and_nothing_else(text: str, fields: tuple[str, str]) -> None:
    found = network(pairs((text, "b", 5), ("a", text, 3)), frozenset(), Choice(*fields))
    for option in (net(found), drawing.streams(found, "events", None)):
        json.dumps(option, allow_nan=False).encode()
        shown = [str(value) for key, value in values(option) if key == "name"]
        # The joiner is ours: it keeps ECharts from reading what it joins.
        assert all(len(name) <= 90 and name.replace("\u2060", "").isprintable() for name in shown)
        formatters = {value for key, value in values(option) if "ormatter" in key}
        assert formatters <= {"{b}", "%,d"}
        assert not any("{b}" in name or "{c}" in name for name in shown)


def test_bytes_are_written_as_bytes() -> None:
    found = network(pairs(("a", "b", 5), weight=1_000), None, Choice(weight="bytes"))
    assert net(found, weight="bytes")["tooltip"]["valueFormatter"] == "bytes"
    assert net(found)["tooltip"]["valueFormatter"] == "%,d"

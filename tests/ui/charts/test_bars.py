"""Ranked bars: their totals, their click, and labels that an attacker wrote."""

import json

import pandas as pd

from ui.charts import ranked

PARTS = pd.DataFrame({"row": [0, 0, 1], "label": ["a", "a", "b"], "word": ["severe", "other", "other"], "count": [1_200, 34, 5]})


def test_ranked_bars_carry_their_total() -> None:
    assert ranked(PARTS, 100).data["totals"]["shown"].tolist() == ["1,234", "5"]


def test_a_click_picks_the_place_of_a_bar_or_asks_for_its_menu() -> None:
    drawn = ranked(PARTS, 100).to_dict()
    params = {param["name"]: param for param in drawn["params"]}
    assert {name: param["select"]["fields"] for name, param in params.items()} == {
        "pick": ["row", "dots"],
        "dots": ["row", "dots"],
    }
    # Vega-Lite draws nothing when the first layer has no selection.
    assert params["pick"]["views"] == [drawn["layer"][0]["name"]]
    assert params["dots"]["views"] == [drawn["layer"][2]["name"]]
    assert [set(drawn["datasets"][layer["data"]["name"]]["dots"]) for layer in drawn["layer"]] == [{0}, {0}, {1}]


def test_labels_are_data_and_never_a_part_of_the_drawing() -> None:
    attack = "'); datum.x = scale('"
    chart = ranked(PARTS.assign(label=attack), 100)
    assert chart.data["parts"]["label"].unique().tolist() == [attack]
    assert attack not in json.dumps(chart.drawing.to_dict())


def test_a_chart_does_not_change_the_next_one() -> None:
    wide, narrow = ranked(PARTS, 100, 200), ranked(PARTS, 100, 60)
    axes = [chart.to_dict()["layer"][0]["encoding"]["y"]["axis"] for chart in (wide, narrow)]
    assert [axis["labelLimit"] for axis in axes] == [200, 60]

"""The ladder and the rhythm: valid, clickable, and without a word of an event in the drawing itself."""

import json

import pandas as pd

from ui.charts import ladder, rhythm

LINES = pd.DataFrame(
    {
        "row": [0, 1],
        "offset": ["+0.00 s", "+1.00 s"],
        "said": ["asked", "severe: seen"],
        "kind": ["http", "alert"],
        "word": ["http", "severe"],
        "towards": ["server", "client"],
        "tinted": [False, True],
        "chosen": [True, False],
    }
)


def test_the_ladder_is_valid_and_brings_a_frame_for_every_name() -> None:
    chart = ladder(LINES, "a", "b")
    # Raises where Altair's schema does not allow a part; drawing a chart does not ask it.
    assert chart.drawing.to_dict()["$schema"]
    assert {layer["data"]["name"] for layer in chart.to_dict()["layer"]} == set(chart.data)
    assert ladder(LINES.iloc[:0], "a", "b").drawing.to_dict()["$schema"]


def test_a_click_on_a_line_picks_its_row() -> None:
    drawn = ladder(LINES, "a", "b").to_dict()
    (pick,) = drawn["params"]
    assert (pick["name"], pick["select"]["fields"]) == ("pick", ["row"])
    # Vega-Lite draws nothing when a layer other than the first has the selection.
    assert pick["views"] == [drawn["layer"][0]["name"]]


def test_alerts_are_bars_and_the_rest_are_arrows() -> None:
    data = ladder(LINES, "a", "b").data
    assert data["arrows"]["said"].tolist() == ["asked"]
    assert data["bars"]["said"].tolist() == ["severe: seen"]
    assert data["lines"]["heard"].tolist() == ["+0.00 s asked, http", "+1.00 s severe: seen, alert"]


def test_text_is_data_and_never_a_part_of_the_drawing() -> None:
    attack = "'); datum.x = scale('"
    chart = ladder(LINES.assign(said=attack, kind=attack), attack, attack)
    assert attack not in json.dumps(chart.drawing.to_dict())


def test_a_rhythm_is_valid_and_has_the_colour_of_what_repeats() -> None:
    chart = rhythm(pd.DataFrame({"number": [1, 2], "seconds": [80.5, 81.0]}), "http")
    assert chart.drawing.to_dict()["$schema"]
    assert chart.data["gaps"]["word"].tolist() == ["http", "http"]

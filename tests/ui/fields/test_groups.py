"""Groups: what their rows say and add."""

import pandas as pd

from connector.answers import Groups
from ui.fields import groups
from ui.rankings import MISSING


def made(*rows: tuple[str | None, str | None, int | None, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["src_ip", "http.url", "severity", "count"])
    times = pd.Series([pd.Timestamp("2026-10-31T17:00Z")] * len(rows), dtype="datetime64[us, UTC]")
    return frame.assign(severity=frame["severity"].astype("Int64"), last=times, sources=1, targets=2, trend=[[0, 1]] * len(rows))


def test_a_row_has_its_keys_and_the_value_of_each() -> None:
    rows = groups.listed(("src_ip", "http.url"), made(("0:0:0:0:0:0:0:1", "/a\n", 1, 3), (None, "/b", None, 2)), {})
    assert rows["key0"].tolist() == ["::1", MISSING]
    assert rows["key1"].tolist() == ["/a↵", "/b"]
    assert rows["Worst"].tolist() == [["severe"], []]
    assert rows["choices"].tolist() == [
        (("src_ip", "0:0:0:0:0:0:0:1"), ("http.url", "/a\n")),
        (("src_ip", None), ("http.url", "/b")),
    ]


def test_a_number_that_was_grouped_by_is_a_number_again() -> None:
    kinds = {"src_ip": "integer", "http.url": "boolean"}
    rows = groups.listed(("src_ip", "http.url"), made(("80", "true", None, 3), ("81", "false", None, 2)), kinds)
    assert rows["choices"].tolist() == [(("src_ip", 80), ("http.url", True)), (("src_ip", 81), ("http.url", False))]


def test_no_groups_are_a_frame_with_its_columns() -> None:
    rows = groups.listed(("src_ip", "http.url"), made(), {})
    assert rows.empty
    assert {"key0", "key1", "Trend", "Events", "Worst", "choices"} <= set(rows)


def test_how_many_groups_are_shown_is_said() -> None:
    frame = pd.DataFrame({"count": [1, 2]})
    assert groups.extent(Groups(frame, 2)) == "all 2 groups"
    assert groups.extent(Groups(frame, 1_204)) == "2 of 1,204 groups"
    assert groups.extent(Groups(frame, None)) == "the first 2"
    assert groups.extent(Groups(pd.DataFrame({"count": range(50)}), 50), "bars") == "the first 12 of 50 groups"
    assert groups.extent(Groups(frame, 2), "sankey") == "all 2 groups"

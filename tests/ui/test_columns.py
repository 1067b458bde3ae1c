"""Which columns the table has, and what its cells show."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from connector.query import Query
from connector.window import Window
from ui import columns
from ui.columns import USUAL, pinned_fields, shown
from ui.listing import SENTENCE

DAY = Window.between("2026-10-31T00:00:00Z", "2026-11-01T00:00:00Z")


@pytest.mark.parametrize(
    ("filter", "fields"),
    [
        ("src_ip:10.20.4.101", {"src_ip"}),
        ('(src_ip:"10.20.4.101") AND (NOT (event_type:flow))', {"src_ip"}),
        ("event_type:http AND dest_port:80", {"event_type", "dest_port"}),
        ('event_type.keyword:"http"', {"event_type"}),
        ("event_type:(http OR dns)", set()),
        ("src_ip:10.* AND dest_port:[1 TO 99]", set()),
        ("src_ip:10.0.0.1 OR dest_ip:10.0.0.1", set()),
        ("*", set()),
    ],
)
def test_a_filter_pins_the_fields_that_it_holds_to_one_value(filter: str, fields: set[str]) -> None:
    assert pinned_fields(Query(filter)) & set(USUAL) == fields


def test_a_pinned_column_is_dropped_unless_it_was_chosen() -> None:
    pinned = frozenset(("src_ip",))
    assert shown("", pinned) == tuple(name for name in USUAL if name != "src_ip")
    assert shown("src_ip,http.url", pinned) == ("src_ip", "http.url")


def test_columns_of_an_address_lose_blanks_and_repeats() -> None:
    assert shown(" http.url , , http.url,dest_ip", frozenset()) == ("http.url", "dest_ip")


def test_cells_show_text_that_hides_nothing_and_numbers_that_a_browser_holds() -> None:
    frame = pd.DataFrame(
        {
            "http.url": pd.Series(["a\u202eb", None, "x" * 400], dtype=object),
            "dest_port": pd.array([80, None, 443], dtype="Int64"),
            "smb.session_id": pd.array([11_200_975_000_855_117_829, None, 1], dtype="UInt64"),
            "flow.alerted": pd.array([True, None, False], dtype="boolean"),
            "dns.answers": pd.Series([[{"rrname": "a"}], ["x", 7], None], dtype=object),
        }
    )
    view = columns.cells(frame)
    assert view["http.url"].to_list()[0] == "a<U+202E>b"
    assert len(view["http.url"].to_list()[2]) < 310
    assert view["dest_port"].dtype == "Int64"
    assert view["smb.session_id"].to_list()[0] == "11200975000855117829"
    assert view["flow.alerted"].to_list()[::2] == ["true", "false"]
    assert view["dns.answers"].to_list()[:2] == ['{"rrname": "a"}', "x, 7"]


def test_the_sentence_takes_the_room_that_the_others_leave() -> None:
    view = pd.DataFrame({name: pd.Series([], dtype="datetime64[us, UTC]" if name == "timestamp" else object) for name in USUAL})
    widths = {name: config["width"] for name, config in columns.config(view, DAY, 1_120).items()}
    assert sum(widths.values()) == 1_120
    assert columns.config(view, DAY, 300)[SENTENCE]["width"] >= 240


@pytest.mark.parametrize(
    ("window", "time", "format"),
    [
        (DAY, "2019-10-31T01:00:00Z", "HH:mm:ss.SSS"),
        (Window(), datetime.now(UTC), "D MMM HH:mm:ss.SSS"),
        (Window(), "2019-10-31T01:00:00Z", "D MMM YYYY HH:mm:ss.SSS"),
        (Window(), None, "D MMM HH:mm:ss.SSS"),
    ],
)
def test_a_time_is_as_long_as_it_takes_to_be_clear(window: Window, time: object, format: str) -> None:
    view = pd.DataFrame({"timestamp": pd.to_datetime([time], utc=True)})
    assert columns.config(view, window, 600)["timestamp"]["type_config"]["format"] == format

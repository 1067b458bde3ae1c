"""The flows that the page offers, and whether a window holds one."""

from datetime import timedelta

import pandas as pd

from connector.window import Window
from tests.ui.flow.made import START, flow, told
from ui.flow.start import offers
from ui.flow.ways import within


def test_flows_are_offered_worst_first_then_by_their_alerts() -> None:
    time = pd.Timestamp(START)
    groups = pd.DataFrame(
        [
            ("1", "a", "b", 5, 2, time),
            ("2", "a", "b", 1, 1, time),
            ("3", "b", "a", 2, 3, time),
            ("3", "a", "b", 6, 1, time - timedelta(hours=1)),
            (None, "a", "b", 99, 1, time),
        ],
        columns=["flow_id", "src_ip", "dest_ip", "count", "severity", "first"],
    )
    found = offers(groups)
    assert found["flow_id"].tolist() == ["3", "2", "1"]
    assert found["count"].tolist() == [8, 1, 5]
    assert found.iloc[0][["src_ip", "dest_ip", "severity"]].tolist() == ["a", "b", 1]
    assert found.iloc[0]["first"] == time - timedelta(hours=1)
    assert offers(groups.iloc[:0]).empty


def test_a_window_holds_a_conversation_whole_or_not() -> None:
    totals = told([flow(0, 60)]).totals
    minute = timedelta(minutes=1)
    assert within(totals, Window())
    assert within(totals, Window(START, START + 2 * minute))
    assert not within(totals, Window(START, START + minute))
    assert not within(totals, Window(START + minute, START + 2 * minute))

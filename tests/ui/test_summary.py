"""The Overview's sentences say what the numbers say, and no more."""

from datetime import UTC, datetime, timedelta

import pandas as pd

from connector.query import Query
from connector.window import Window
from ui import summary

END = datetime(2026, 10, 31, 18, tzinfo=UTC)
DAY = Query(window=Window.last("24h", END), now=END)


def groups(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["src_ip", "dest_ip", "alert.signature", "count"])
    moments = [END - timedelta(hours=3, minutes=22 + row) for row in range(len(rows))]
    return frame.assign(first=moments, last=END - timedelta(minutes=12))


def test_severe_alerts_about_one_host_name_it() -> None:
    severe = groups(("10.20.4.101", "203.0.113.77", "A", 147), ("10.20.1.10", "10.20.4.101", "B", 18))
    line = summary.headline(severe, {"severe": 165, "suspicious": 421}, {"suspicious": 326}, DAY, whole=True)
    assert line.urgent
    assert line.bold == "165 severe alerts, all about `10.20.4.101`. None in the 24 h before."
    assert line.rest == "Two signatures, first 14:37, last 17:48."


def test_severe_alerts_about_several_hosts_name_none() -> None:
    severe = groups(("10.0.0.1", "192.0.2.1", "A", 2), ("10.0.0.2", "192.0.2.2", "A", 1))
    line = summary.headline(severe, {"severe": 3}, {"severe": 5}, DAY, whole=True)
    assert line.bold == "3 severe alerts. Five in the 24 h before."
    assert line.rest.startswith("One signature, ")


def test_one_severe_alert_is_singular() -> None:
    line = summary.headline(groups(("10.0.0.1", "192.0.2.1", "A", 1)), {"severe": 1}, None, DAY, whole=True)
    assert line.bold == "1 severe alert, all about `10.0.0.1`."
    assert line.rest == "One signature, at 14:38."


def test_groups_that_are_cut_are_not_said_to_share_a_host() -> None:
    line = summary.headline(groups(("10.0.0.1", "192.0.2.1", "A", 9)), {"severe": 5_000}, None, DAY, whole=False)
    assert line == summary.Headline(True, "5,000 severe alerts.")


def test_an_attackers_address_stays_text() -> None:
    bad = "![x](http://evil.test/x.png)"
    line = summary.headline(groups((bad, "192.0.2.1", "A", 3)), {"severe": 3}, None, DAY, whole=True)
    assert f"`{bad}`" in line.bold or "`192.0.2.1`" in line.bold


def test_a_quiet_day_compares_the_suspicious_ones() -> None:
    none = groups()
    counts = {"suspicious": 421}
    quiet = [summary.headline(none, counts, {"suspicious": before}, DAY, whole=True).bold for before in (400, 100, 900)]
    assert quiet == [
        "No severe alerts in the last 24 h, 421 suspicious, about as many as in the 24 h before.",
        "No severe alerts in the last 24 h, 421 suspicious, more than the 100 in the 24 h before.",
        "No severe alerts in the last 24 h, 421 suspicious, fewer than the 900 in the 24 h before.",
    ]


def test_nothing_is_compared_with_a_time_that_nobody_watched() -> None:
    line = summary.headline(groups(), {}, None, DAY, whole=True)
    assert line == summary.Headline(False, "No severe alerts in the last 24 h, no suspicious.")
    assert summary.comparable(DAY.window, END - timedelta(hours=48))
    assert not summary.comparable(DAY.window, END - timedelta(hours=30))
    assert not summary.comparable(Window(), END)
    assert not summary.comparable(DAY.window, None)
    assert summary.unknown_before(DAY.window, datetime(2026, 10, 31, 1, tzinfo=UTC)).startswith("data begins 31 Oct")
    assert summary.unknown_before(Window(), END) == "all time: nothing before"


def test_a_window_that_has_ended_is_not_the_last_one() -> None:
    assert summary.in_words(DAY) == "in the last 24 h"
    assert summary.in_words(DAY.during(DAY.window.before)) == "in these 24 h"
    assert summary.in_words(DAY.during(Window.last("1h", END))) == "in the last hour"
    assert summary.in_words(DAY.during(Window())) == "at any time"


def test_onset_is_where_most_events_begin() -> None:
    times = pd.date_range("2026-10-30T18:00Z", periods=24, freq="1h")
    late = pd.DataFrame({"time": times, "count": [1] * 20 + [50] * 4})
    assert summary.onset(late) == datetime(2026, 10, 31, 14, tzinfo=UTC)
    assert summary.onset(pd.DataFrame({"time": times, "count": [5] * 24})) is None
    assert summary.onset(pd.DataFrame({"time": times, "count": [0] * 24})) is None


def test_busiest_source_is_the_one_with_most_alerts() -> None:
    frame = pd.DataFrame({"src_ip": ["a", "b", "a", None], "alert.severity": ["1", "2", "3", "3"], "count": [2, 4, 3, 99]})
    assert summary.busiest(frame) == "a"
    assert summary.busiest(frame.iloc[:0]) is None


def test_types_without_a_colour_are_named() -> None:
    assert summary.rarer(["quic", "mqtt"]) == "other: quic, mqtt"
    assert summary.rarer(["quic", "mqtt", "nfs", "rfb", None]) == "other: quic, mqtt, nfs, …"
    assert summary.rarer(["quic", None]) == "other: quic, …"
    assert summary.rarer(["**bold**"]) == "other: `**bold**`"
    assert summary.rarer([]) == ""

import threading
import warnings
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from connector import Connector, PartialAnswer, Window, where
from connector.answers import Progress
from connector.errors import ConfigError, QueryError, SourceUnreachable
from connector.source import Source
from tests import small
from tests.wire import serving


@pytest.fixture
def connector(bare_environment: Path) -> Connector:
    return Connector(eve=small.write(bare_environment / "eve.json")).set_window(Window.last("24h", small.END))


def test_it_counts_exactly(connector: Connector) -> None:
    assert connector.count() == 30
    assert connector.count("event_type:alert") == 5
    assert connector.count("event_type:alert AND alert.severity:1") == 2


def test_alerts_are_counted_now_and_before(connector: Connector) -> None:
    connector.set_window(Window.last("23m", small.END))
    assert connector.get_alerts_count() == {"doc_count": 3, "prev_doc_count": 2}
    assert connector.get_alerts_count("alert.severity:1 OR alert.severity:2") == {"doc_count": 2, "prev_doc_count": 2}


def test_a_page_that_is_cut_says_so(connector: Connector) -> None:
    connector.set_page_size(10)
    with pytest.warns(PartialAnswer, match="10 newest of 30 events"):
        frame = connector.get_events_df()
    assert len(frame) == 10
    assert frame.attrs["total"] == 30


def test_a_whole_answer_is_silent(connector: Connector) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = connector.get_events_df("event_type:http", columns=["timestamp", "http.url", "http.status"])
    assert list(frame.columns) == ["timestamp", "http.url", "http.status"]
    assert frame["http.status"].tolist() == [200] * 5
    assert frame["timestamp"].is_monotonic_decreasing


def test_an_empty_answer_keeps_its_columns_and_dtypes(connector: Connector) -> None:
    whole, empty = connector.get_events_df("event_type:flow"), connector.get_events_df("event_type:nothing")
    assert empty.empty
    assert set(empty.columns) <= set(whole.columns)
    assert {name: str(empty[name].dtype) for name in empty} == {name: str(whole[name].dtype) for name in empty}
    assert str(whole["timestamp"].dtype) == "datetime64[us, UTC]"
    assert str(whole["src_port"].dtype) == str(whole["flow_id"].dtype) == "Int64"


def test_window_and_page_size_stay_until_they_are_changed(connector: Connector) -> None:
    connector.set_page_size(7).set_query_timeframe("2026-10-31T11:30:00Z", "2026-10-31T12:00:00Z")
    assert connector.page_size == 7
    assert connector.count() == 30
    assert connector.count("event_type:flow") == 20
    assert connector.timeframe == Window.between("2026-10-31T11:30:00Z", small.END)


def test_a_relative_window_is_as_long_as_asked_and_not_longer(connector: Connector) -> None:
    connector.set_query_delta(hours=1, minutes=30)
    assert connector.timeframe.length == timedelta(minutes=90)


def test_it_starts_with_thirty_days_and_a_thousand_events(bare_environment: Path) -> None:
    fresh = Connector(eve=small.write(bare_environment / "eve.json"))
    assert fresh.timeframe.length == timedelta(days=30)
    assert fresh.page_size == 1_000


def test_a_reversed_window_is_refused_and_the_old_one_stands(connector: Connector) -> None:
    before = connector.timeframe
    with pytest.raises(QueryError):
        connector.set_query_timeframe("2026-10-31T12:00:00Z", "2026-10-31T11:00:00Z")
    with pytest.raises(QueryError):
        connector.set_query_delta(hours=-1)
    assert connector.timeframe == before


@pytest.mark.parametrize("size", [0, 10_001])
def test_a_page_size_out_of_bounds_is_refused(connector: Connector, size: int) -> None:
    with pytest.raises(QueryError, match="page size"):
        connector.set_page_size(size)


def test_the_repr_shows_source_window_and_page_size_but_no_token(bare_environment: Path) -> None:
    secret = "a-token-nobody-may-read"
    server = Connector(scirius="127.0.0.1:1", token=secret)
    assert "127.0.0.1:1" in repr(server)
    assert "page_size=1000" in repr(server)
    assert secret not in repr(server)


def test_a_missing_file_is_one_sentence(bare_environment: Path) -> None:
    with pytest.raises(SourceUnreachable, match=r"nowhere\.json"):
        Connector(eve=bare_environment / "nowhere.json")


def test_two_sources_at_once_are_refused(bare_environment: Path) -> None:
    with pytest.raises(ConfigError, match="asks one source"):
        Connector(eve="a.json", scirius="b")


TOKEN = "a-token-nobody-may-read" * 2


def test_another_window_holds_for_one_block(connector: Connector) -> None:
    before = connector.timeframe
    with connector.window("2026-10-31T11:50:00Z", small.END) as inside:
        assert inside is connector
        assert connector.count() == 10
        with connector.window(Window()):
            assert connector.count() == 30
        assert connector.count() == 10
    assert connector.timeframe == before


def test_the_window_from_before_is_back_after_an_exception(connector: Connector) -> None:
    before = connector.timeframe
    with pytest.raises(QueryError), connector.window(hours=1):
        connector.set_query_delta(days=2).count("a:[")
    assert connector.timeframe == before


def test_a_page_size_set_inside_a_block_stays(connector: Connector) -> None:
    with connector.window("24h"):
        connector.set_page_size(5)
    assert connector.page_size == 5


@pytest.mark.parametrize(
    ("given", "length"),
    [
        (("24h",), timedelta(hours=24)),
        ((" 1h30m ",), timedelta(minutes=90)),
        ((timedelta(hours=2),), timedelta(hours=2)),
        (("2026-10-31/2026-11-01",), timedelta(days=1)),
        ((date(2026, 10, 31), "2026-11-01"), timedelta(days=1)),
        ((1_793_448_000, 1_793_448_060_000), timedelta(minutes=1)),
        ((pd.Timestamp("2026-10-31"), np.datetime64("2026-10-31T00:00:01")), timedelta(seconds=1)),
    ],
)
def test_a_block_takes_a_window_in_any_of_its_forms(connector: Connector, given: tuple[object, ...], length: timedelta) -> None:
    with connector.window(*given):  # type: ignore[arg-type]
        assert connector.timeframe.length == length


def test_all_time_is_a_window_too(connector: Connector) -> None:
    with connector.window("all"):
        assert connector.timeframe == Window()


@pytest.mark.parametrize(
    ("given", "named", "told"),
    [
        ((), {}, "Give one window"),
        (("24h",), {"hours": 1}, "Give one window"),
        ((None, "2026-10-31"), {}, "Give one window"),
        ((datetime(2026, 10, 31),), {}, "from one moment alone"),
        (("yesterday",), {}, "not a length of time"),
        ((Window(), "2026-10-31"), {}, "whole by itself"),
        (("2026-10-31", "2026-10-31"), {}, "is empty"),
        (("2026-10-31", pd.NaT), {}, "not a time"),
        ((timedelta(0),), {}, "is empty"),
        ((), {"hours": -1}, "not longer than nothing"),
        ((), {"hours": "1"}, "are numbers"),
        ((), {"weeks": 1e9}, "no length of time"),
        ((), {"days": float("nan")}, "no length of time"),
        ((), {"weeks": 200_000}, "first day"),
    ],
)
def test_a_block_without_a_usable_window_is_refused_and_the_old_one_stands(
    connector: Connector, given: tuple[object, ...], named: dict[str, float], told: str
) -> None:
    before = connector.timeframe
    with pytest.raises(QueryError, match=told), connector.window(*given, **named):  # type: ignore[arg-type]
        pytest.fail("the block ran")
    assert connector.timeframe == before


def test_a_delta_of_nothing_is_refused(connector: Connector) -> None:
    with pytest.raises(QueryError, match="not longer than nothing"):
        connector.set_query_delta()


@pytest.mark.parametrize("size", ["7", 7.5, None])
def test_a_page_size_that_is_no_whole_number_is_refused(connector: Connector, size: object) -> None:
    with pytest.raises(QueryError, match="whole number"):
        connector.set_page_size(size)  # type: ignore[arg-type]
    assert connector.page_size == 1_000


def test_a_relative_window_moves_with_the_clock(connector: Connector) -> None:
    connector.set_query_delta(hours=1)
    end = connector.timeframe.end
    assert end is not None
    assert timedelta(0) <= end - datetime.now(UTC) + timedelta(seconds=1) < timedelta(seconds=12)


def test_no_limit_brings_everything_and_warns_of_nothing(connector: Connector) -> None:
    connector.set_page_size(7)
    assert len(connector.events(limit=None).frame) == 30
    assert len(connector.events(limit=8).frame) == 8
    assert len(connector.events().frame) == 7
    assert len(connector.get_events_df(limit=None)) == 30


def test_a_number_of_events_that_cuts_says_so(connector: Connector) -> None:
    with pytest.warns(PartialAnswer, match="^8 newest of 30 events: narrow the window or the filter.$"):
        connector.get_events_df(limit=8)


def test_one_column_as_a_text_is_refused(connector: Connector) -> None:
    with pytest.raises(QueryError, match=r"write \['timestamp'\]"):
        connector.events(columns="timestamp")
    with pytest.raises(QueryError, match=r"write \['proto'\]"):
        connector.groups("proto")


def test_a_built_filter_is_a_filter(connector: Connector) -> None:
    assert connector.count(where("alert.signature", "is", small.MARKUP)) == 1


def test_batches_bring_everything_with_their_progress(connector: Connector) -> None:
    seen: list[Progress] = []
    batches = list(connector.iter_events("event_type:flow", ["timestamp", "src_port"], seen.append))
    assert sum(len(batch.frame) for batch in batches) == 20
    assert list(batches[0].frame) == ["timestamp", "src_port"]
    assert (seen[-1].share, seen[-1].events) == (1.0, 20)


def test_every_other_question_is_asked_in_the_window(connector: Connector) -> None:
    with connector.window("2026-10-31T11:50:00Z", small.END):
        assert connector.fields().total == 10
        assert connector.stats("src_port").count == 10
        assert int(connector.pairs().frame["count"].sum()) == 10
        assert int(connector.pairs("src_ip", "dest_port", "src_ip:10.0.0.0").frame["count"].sum()) == 4
        assert int(connector.groups(["proto"]).frame["count"].sum()) == 10
        assert int(connector.timeline().frame["count"].sum()) == 10
        assert connector.values("event_type").frame["count"].tolist() == [10]
        assert len(connector.flow(2**51 - 30).frame) == 1  # of all time
    assert connector.span().count == 30
    assert {check.state for check in connector.checks()} <= {"ok", "warning"}


def test_everything_that_matches_becomes_a_file(connector: Connector, tmp_path: Path) -> None:
    connector.set_page_size(3)
    told = connector.export(tmp_path / "flows.csv", "event_type:flow", columns=["timestamp", "src_ip"])
    assert told.events == told.total == 20
    lines = (tmp_path / "flows.csv").read_text().splitlines()
    assert (lines[0], len(lines)) == ("timestamp,src_ip", 21)
    assert connector.export(str(tmp_path / "all"), form="ndjson").events == 30


def test_threads_with_a_connector_of_their_own_share_the_source(connector: Connector) -> None:
    counts: dict[int, set[int]] = {minutes: set() for minutes in (5, 10, 20)}

    def ask(minutes: int) -> None:
        own = Connector.over(connector.source).set_window(Window(small.END - timedelta(minutes=minutes), small.END))
        for _ in range(20):
            counts[minutes].add(own.count())

    threads = [threading.Thread(target=ask, args=(minutes,)) for minutes in counts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == {5: {5}, 10: {10}, 20: {20}}


def test_a_server_answers_as_the_files_do(connector: Connector) -> None:
    with serving(connector.source, TOKEN) as base:
        server = Connector(scirius=base, token=TOKEN).set_window(connector.timeframe)
        assert_frame_equal(server.get_events_df(limit=None), connector.get_events_df(limit=None))
        assert [batch.total for batch in server.iter_events()] == [30]
        assert_frame_equal(server.pairs().frame, connector.pairs().frame)
        assert_frame_equal(server.fields().frame, connector.fields().frame)
        assert server.stats("dest_port") == connector.stats("dest_port")
        assert server.flow(2**51 - 1).frame["src_port"].tolist() == [40_000]
        assert TOKEN not in repr(server)


def test_a_real_day_has_the_counts_of_its_file(verify_24h: Source) -> None:
    connector = Connector.over(verify_24h).set_query_timeframe("2026-10-31T00:00:00Z", "2026-11-01T00:00:00Z")
    assert connector.count() == 99_728
    assert connector.get_alerts_count()["doc_count"] == 18_210

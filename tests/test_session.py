import warnings
from datetime import timedelta
from pathlib import Path

import pytest

from connector import Connector, PartialAnswer, Window
from connector.errors import ConfigError, QueryError, SourceUnreachable
from connector.source import Source
from tests import small


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
    assert connector.window == Window.between("2026-10-31T11:30:00Z", small.END)


def test_a_relative_window_is_as_long_as_asked_and_not_longer(connector: Connector) -> None:
    connector.set_query_delta(hours=1, minutes=30)
    assert connector.window.length == timedelta(minutes=90)


def test_it_starts_with_thirty_days_and_a_thousand_events(bare_environment: Path) -> None:
    fresh = Connector(eve=small.write(bare_environment / "eve.json"))
    assert fresh.window.length == timedelta(days=30)
    assert fresh.page_size == 1_000


def test_a_reversed_window_is_refused_and_the_old_one_stands(connector: Connector) -> None:
    before = connector.window
    with pytest.raises(QueryError):
        connector.set_query_timeframe("2026-10-31T12:00:00Z", "2026-10-31T11:00:00Z")
    with pytest.raises(QueryError):
        connector.set_query_delta(hours=-1)
    assert connector.window == before


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
    with pytest.raises(ConfigError, match="not both"):
        Connector(eve="a.json", scirius="b")


def test_a_real_day_has_the_counts_of_its_file(verify_24h: Source) -> None:
    connector = Connector.over(verify_24h).set_query_timeframe("2026-10-31T00:00:00Z", "2026-11-01T00:00:00Z")
    assert connector.count() == 99_728
    assert connector.get_alerts_count()["doc_count"] == 18_210

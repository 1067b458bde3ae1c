import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from connector import PartialAnswer, QueryError, QuerySyntaxError
from connector.http.address import base_address
from connector.notebooks import RESTSciriusConnector
from connector.source import Source
from tests import small
from tests.notebooks.conftest import FROM, TO, TOKEN
from tests.wire import Arrival, Reply, Server, json_reply, listening, serving


def test_files_and_server_answer_alike(on_files: RESTSciriusConnector, on_server: RESTSciriusConnector) -> None:
    for ask in (
        lambda client: client.get_event_types(),
        lambda client: client.get_eve_unique_values(field="src_ip", counts="yes"),
        lambda client: client.get_eve_unique_values(field="dest_port"),
        lambda client: client.get_events_tail(qfilter="event_type:http"),
        lambda client: client.get_alerts_tail(),
        lambda client: client.get_eve_fields_graph(),
        lambda client: client.get_unique_fields(),
        lambda client: client.get_unique_fields("http"),
        lambda client: client.get_data("alerts_count"),
        lambda client: client.get_data("rest/rules/es/events_timeline/", {"interval": 3600})["aggregations"],
    ):
        assert ask(on_files) == ask(on_server) != []
    for frame in ("get_events_df", "get_alerts_df"):
        pd.testing.assert_frame_equal(getattr(on_files, frame)(), getattr(on_server, frame)())


def test_the_types_of_events_are_sorted(client: RESTSciriusConnector) -> None:
    assert client.get_event_types() == ["alert", "flow", "http"]


def test_values_are_sorted_or_counted(client: RESTSciriusConnector) -> None:
    assert client.get_eve_unique_values(field="src_ip") == ["10.0.0.0", "10.0.0.1", "10.0.0.2"]
    assert client.get_eve_unique_values(field="event_type", counts="yes", size=1) == [{"key": "flow", "doc_count": 20}]
    assert client.get_eve_unique_values(field="http.status") == [200]
    assert client.get_eve_unique_values(field="src_ip", event_type="http", qfilter="src_port:40025") == ["10.0.0.1"]
    assert client.get_eve_unique_values(field="nothing.here") == []


def test_events_are_whole_and_newest_first(client: RESTSciriusConnector) -> None:
    events = client.get_events_tail()
    assert len(events) == 30
    assert {"_id", "@timestamp", "@version"} <= events[0].keys()
    assert events[-1]["http"] == {"url": "/page/4", "status": 200, "http_user_agent": "curl/8.1"}
    assert [event["timestamp"] for event in events] == sorted((event["timestamp"] for event in events), reverse=True)


def test_a_frame_has_the_columns_of_json_normalize_and_exact_dtypes(client: RESTSciriusConnector) -> None:
    frame, theirs = client.get_events_df(), pd.json_normalize(client.get_events_tail())
    assert list(frame.columns) == list(theirs.columns)
    assert frame.index.equals(theirs.index)
    assert frame["flow_id"].tolist() == theirs["flow_id"].tolist()
    assert str(frame["http.status"].dtype) == "Int64"
    assert str(frame["timestamp"].dtype) == "datetime64[us, UTC]"


def test_an_empty_answer_is_an_empty_frame(client: RESTSciriusConnector) -> None:
    assert client.get_events_df(qfilter="event_type:nothing").shape == (0, 0)
    assert client.get_alerts_df(qfilter="event_type:flow").shape == (0, 0)


def test_alerts_have_their_events(client: RESTSciriusConnector) -> None:
    alerts = client.get_alerts_df()
    assert len(alerts) == 5
    assert set(alerts["event_type"]) == {"alert"}
    assert small.MARKUP in set(alerts["alert.signature"])


def test_a_page_that_is_cut_says_so_where_it_was_asked(client: RESTSciriusConnector) -> None:
    client.page_size = 10
    with pytest.warns(PartialAnswer, match="10 newest of 30 events") as told:
        frame = client.get_events_df()
    assert [warning.filename for warning in told] == [__file__]
    assert len(frame) == 10
    assert frame.attrs["total"] == 30


def test_who_turns_pages_is_not_warned(client: RESTSciriusConnector) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pages = [client.get_events_tail(page=page, page_size=15) for page in (1, 2)]
    assert len({event["_id"] for page in pages for event in page}) == 30


def test_a_type_of_events_narrows_them(client: RESTSciriusConnector) -> None:
    client.qfilter = "src_port:[40000 TO 40027]"
    assert len(client.get_events_tail(event_type="http")) == 3
    assert len(client.get_events_df(event_type=["http", "alert"], qfilter="*")) == 10


def test_the_base_filter_narrows_every_question_until_it_is_ignored(client: RESTSciriusConnector) -> None:
    client.basefilter = "event_type:http OR event_type:alert"
    assert len(client.get_events_tail()) == 10
    assert len(client.get_events_tail(qfilter="src_ip:10.0.0.0 OR src_ip:10.0.0.1")) == 6
    assert client.get_event_types() == ["alert", "http"]
    client.ignore_basefilter = True
    assert len(client.get_events_tail()) == 30


@pytest.mark.parametrize("filter", ["a:b) OR (c:d", "event_type:(", 'host:"'])
def test_a_filter_that_is_none_is_refused_before_it_is_sent(client: RESTSciriusConnector, filter: str) -> None:
    client.last_request = ""
    with pytest.raises(QuerySyntaxError):
        client.get_events_tail(qfilter=filter)
    assert client.last_request == ""


@pytest.mark.parametrize("size", [0, -1, 10_001, "many"])
def test_a_page_size_out_of_bounds_is_refused_before_it_is_asked(client: RESTSciriusConnector, size: int | str) -> None:
    for error in (ValueError, QueryError):
        with pytest.raises(error, match="page size"):
            client.get_events_tail(page_size=size)


def test_fields_are_sorted_and_any_means_all(client: RESTSciriusConnector) -> None:
    every = client.get_unique_fields()
    assert every == sorted(every)
    assert {"alert.signature", "http.url", "src_ip"} <= set(every)
    assert client.get_unique_fields("all") == client.get_unique_fields("any") == every
    assert "alert.signature" not in client.get_unique_fields("http")


def test_the_graph_says_who_with_whom(client: RESTSciriusConnector) -> None:
    graph = client.get_eve_fields_graph(qfilter="event_type:http", col_dest="dest_port")["graph"]
    assert sorted((*edge["edge"], edge["doc_count"]) for edge in graph["edges"]) == [
        ("10.0.0.0", "80", 1), ("10.0.0.1", "80", 2), ("10.0.0.2", "80", 2)]  # fmt: skip
    assert {"index": "10.0.0.1", "field": "src_ip", "kind": "source"} in graph["nodes"]


def test_any_endpoint_answers_by_its_name_or_its_path(client: RESTSciriusConnector) -> None:
    client.set_query_timeframe("2026-10-31T11:37:00Z", "2026-10-31T12:00:00Z")
    answers = [client.get_data(f"{start}alerts_count") for start in ("", "es/", "rules/es/", "rest/rules/es/", "/rest/rules/es/")]
    assert answers == [{"doc_count": 3, "prev_doc_count": 2}] * 5


def test_the_last_request_has_the_whole_question_but_no_token(on_server: RESTSciriusConnector) -> None:
    on_server.get_events_tail(qfilter="event_type:alert OR event_type:http", ordering="timestamp", hosts=["a", "b"], stamus=True)
    parts = urlsplit(on_server.last_request)
    assert f"{parts.scheme}://{parts.netloc}" == base_address(on_server.endpoint)
    assert parts.path == "/rest/rules/es/events_tail/"
    assert parse_qs(parts.query) == {
        "from_date": ["1793404800000"], "to_date": ["1793448000000"], "page_size": ["1000"],
        "qfilter": ["(event_type:alert OR event_type:http)"], "ordering": ["timestamp"], "hosts": ["a,b"], "stamus": ["true"],
    }  # fmt: skip
    assert TOKEN not in on_server.last_request + repr(on_server)


@pytest.fixture
def told() -> Iterator[Server]:
    """A server that has no events, and what it was asked."""

    def answer(arrival: Arrival) -> Reply:
        return json_reply([] if "unique_values" in arrival.path else {"count": 0, "next": None, "previous": None, "results": []})

    with listening(answer) as server:
        yield server


def connected(server: Server) -> RESTSciriusConnector:
    return RESTSciriusConnector(scirius_host=server.address, scirius_token=TOKEN).set_query_timeframe(FROM, TO)


@pytest.mark.parametrize(
    ("base", "own", "wanted"),
    [
        (None, None, "*"),
        (None, " ", "*"),
        (None, "*", "*"),
        (None, "a:1", "(a:1)"),
        (None, "a:1 OR b:2", "(a:1 OR b:2)"),
        ("a:1 OR b:2", None, "(a:1 OR b:2)"),
        ("a:1 OR b:2", "c:3 OR d:4", "(a:1 OR b:2) AND (c:3 OR d:4)"),
        (None, "a:x\\ ", "(a:x\\ )"),
    ],
)
def test_every_filter_is_sent_in_parentheses(
    bare_environment: Path, told: Server, base: str | None, own: str | None, wanted: str
) -> None:
    client = connected(told)
    client.basefilter, client.qfilter = base, own
    client.get_events_tail()
    client.qfilter = "other:filter"
    client.get_data("alerts_tail", {"qfilter": own or "*"})
    assert [arrival.params["qfilter"] for arrival in told.arrivals] == [wanted, wanted]


def test_every_question_carries_window_page_size_and_filter(bare_environment: Path, told: Server) -> None:
    client = connected(told)
    client.get_data("rest/rules/es/stats")
    client.get_data("rest/rules/system_settings", {"none": None, "share": 0.5}, ignore_time=True)
    client.get_data("stats", {"from_date": datetime(2026, 10, 31, 1, tzinfo=UTC)})
    sent = {"from_date": "1793404800000", "to_date": "1793448000000", "page_size": "1000", "qfilter": "*"}
    assert [(arrival.path, arrival.params) for arrival in told.arrivals] == [
        ("/rest/rules/es/stats/", sent),
        ("/rest/rules/system_settings/", {"page_size": "1000", "share": "0.5", "qfilter": "*"}),
        ("/rest/rules/es/stats/", sent | {"from_date": "1793408400000"}),
    ]


def test_a_word_without_a_field_is_asked_of_named_fields(bare_environment: Path, told: Server) -> None:
    with pytest.warns(PartialAnswer, match="words without a field"):
        connected(told).get_events_tail(qfilter="powershell")
    assert "http.url:powershell" in told.arrivals[-1].params["qfilter"]


def test_both_shapes_of_alerts_are_read(bare_environment: Path) -> None:
    old = {"_index": "logstash-alert", "_id": "1", "_source": small.alert(0, 1, "EVELENS TEST")}
    new = {**small.alert(1, 2, "EVELENS TEST"), "_id": "2"}
    with listening(lambda arrival: json_reply({"count": 2, "next": None, "previous": None, "results": [old, new]})) as server:
        alerts = connected(server).get_alerts_df()
    assert alerts["_id"].tolist() == ["1", "2"]
    assert alerts["alert.severity"].tolist() == [1, 2]


def test_a_capped_count_is_at_least(bare_environment: Path) -> None:
    page = {"count": 10_000, "next": None, "previous": None, "results": [small.event(0)]}
    with listening(lambda arrival: json_reply(page)) as server, pytest.warns(PartialAnswer, match="of at least 10,000 events"):
        assert connected(server).get_events_df(page_size=1).attrs["exact"] is False


def test_numbers_have_values_and_graphs_on_a_server_that_leaves_them_out(on_files: RESTSciriusConnector) -> None:
    with serving(on_files.source, TOKEN, as_recorded=True) as address:
        server = RESTSciriusConnector(scirius_host=address, scirius_token=TOKEN).set_query_timeframe(FROM, TO)
        assert server.get_data("unique_values", {"field": "dest_port"}) == []
        assert server.get_eve_unique_values(field="dest_port") == on_files.get_eve_unique_values(field="dest_port") == [80]
        assert server.get_eve_fields_graph(col_dest="dest_port") == on_files.get_eve_fields_graph(col_dest="dest_port")
        assert server.get_event_types() == on_files.get_event_types()
        pd.testing.assert_frame_equal(server.get_alerts_df(), on_files.get_alerts_df())


def test_a_size_that_nobody_set_says_that_there_may_be_more(bare_environment: Path) -> None:
    more = [small.event(100 + number, src_ip=f"10.1.{number // 250}.{number % 250}") for number in range(1_100)]
    client = RESTSciriusConnector(eve=small.write(bare_environment / "eve.json", *more)).set_query_timeframe("2026-10-29", TO)
    with pytest.warns(PartialAnswer, match="1,000 most frequent values") as told:
        assert len(client.get_eve_unique_values(field="src_ip")) == 1_000
    assert told[0].filename == __file__
    assert len(client.get_eve_unique_values(field="src_ip", size=2_000)) == 1_103
    with pytest.warns(PartialAnswer, match="100 most frequent sources"):
        client.get_eve_fields_graph()
    assert len(client.get_eve_fields_graph(size_src=2_000)["graph"]["edges"]) == 1_103


def test_a_real_day_is_read_through_the_client(bare_environment: Path, verify_24h: Source) -> None:
    with serving(verify_24h, TOKEN, as_recorded=True) as address:
        client = RESTSciriusConnector(scirius_host=address, scirius_token=TOKEN)
        client.set_query_timeframe("2026-10-31T00:00:00Z", "2026-11-01T00:00:00Z")
        assert len(client.get_event_types()) == 41
        with pytest.warns(PartialAnswer, match="1,000 newest of at least 10,000 events"):
            frame, theirs = client.get_events_df(), pd.json_normalize(client.get_events_tail())
        assert list(frame.columns) == list(theirs.columns)
        assert client.get_events_df(qfilter="alert.severity:1 OR alert.severity:2", event_type="alert", page_size=10_000).attrs[
            "exact"
        ]

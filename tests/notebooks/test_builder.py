from collections.abc import Iterator
from pathlib import Path

import pytest

from connector import BadResponse, ConfigError
from connector.notebooks import ESQueryBuilder
from tests import small
from tests.notebooks.conftest import FROM, TO, TOKEN
from tests.wire import serving


@pytest.fixture(params=["files", "server", "server as recorded"])
def builder(request: pytest.FixtureRequest, bare_environment: Path) -> Iterator[ESQueryBuilder]:
    """Over files, over a server that can search, and over one of today, which fails."""
    files = ESQueryBuilder(eve=small.write(bare_environment / "eve.json"))
    if request.param == "files":
        yield files.set_query_timeframe(FROM, TO)
        return
    with serving(files.source, TOKEN, as_recorded="recorded" in request.param) as address:
        yield ESQueryBuilder(scirius_host=address, scirius_token=TOKEN).set_query_timeframe(FROM, TO)


def test_it_starts_with_alerts_and_ten_events(builder: ESQueryBuilder) -> None:
    assert builder.page_size == 10
    answer = builder.post().json()
    assert answer["hits"]["total"]["value"] == 5


def test_groups_in_groups_become_a_row_each(builder: ESQueryBuilder) -> None:
    builder.add_aggs("alert.signature.keyword", "signature", size=2).add_aggs(
        "alert.severity", "severity", order="_key", sort="asc"
    )
    response = builder.post()
    assert response.status_code == 200
    assert response.content.decode() == response.text
    frame = builder.flatten_aggregation(response.content)
    assert list(frame.columns) == ["signature", "severity", "doc_count"]
    assert list(frame.itertuples(index=False, name=None)) == [
        ("EVELENS TEST signature 0", 1, 1), ("EVELENS TEST signature 0", 3, 1),
        ("EVELENS TEST signature 1", 1, 1), ("EVELENS TEST signature 1", 2, 1)]  # fmt: skip
    assert str(frame["severity"].dtype) == "Int64"
    for content in (response, response.text, response.json()):
        assert builder.flatten_aggregation(content).equals(frame)


def test_filter_and_index_narrow_the_groups(builder: ESQueryBuilder) -> None:
    builder.set_index("logstash-*").set_qfilter("event_type:http OR event_type:alert").add_aggs("event_type.keyword", "type")
    frame = builder.flatten_aggregation(builder.post().content)
    assert sorted(frame.itertuples(index=False, name=None)) == [("alert", 5), ("http", 5)]


def test_reset_forgets_the_question_and_keeps_the_window(builder: ESQueryBuilder) -> None:
    window = builder.from_date, builder.to_date
    builder.set_index("logstash-http-*").set_qfilter("a:b").set_tenant(3).set_time_filter("timestamp").add_aggs(
        "proto", "proto"
    ).reset()
    assert builder.post().json()["hits"]["total"]["value"] == 5
    assert (builder.from_date, builder.to_date) == window


def test_no_groups_are_no_rows(builder: ESQueryBuilder) -> None:
    frame = builder.set_qfilter("proto:NOTHING").add_aggs("proto.keyword", "proto").flatten_aggregation(builder.post().content)
    assert (list(frame.columns), len(frame)) == (["proto", "doc_count"], 0)


def test_the_request_has_no_token(builder: ESQueryBuilder) -> None:
    builder.post()
    assert TOKEN not in builder.last_request + repr(builder)


@pytest.mark.parametrize("asked", [{"sort": "up"}, {"size": 0}, {"col_name": "doc_count"}, {"col_name": "there"}])
def test_a_group_that_cannot_be_made_is_refused(bare_environment: Path, asked: dict[str, object]) -> None:
    builder = ESQueryBuilder(eve=small.write(bare_environment / "eve.json")).add_aggs("proto", "there")
    with pytest.raises(ValueError, match=r"column|sort"):
        builder.add_aggs(**({"field": "proto", "col_name": "proto"} | asked))


@pytest.mark.parametrize("content", [b"<html>", "[]", b""])
def test_what_is_no_answer_has_no_groups(bare_environment: Path, content: bytes | str) -> None:
    builder = ESQueryBuilder(eve=small.write(bare_environment / "eve.json")).add_aggs("proto", "proto")
    with pytest.raises(BadResponse, match="no answer"):
        builder.flatten_aggregation(content)


def test_records_of_hosts_lose_what_is_empty() -> None:
    hosts = [{"ip": "10.0.0.1", "roles": ["dns", "ntp"], "name": ""}, {"ip": "10.0.0.2", "roles": []}]
    assert ESQueryBuilder.clean_host_id(hosts) == [{"ip": "10.0.0.1", "roles": ["dns", "ntp"]}, {"ip": "10.0.0.2"}]
    assert ESQueryBuilder.clean_host_id(hosts, roles="dns") == [{"ip": "10.0.0.1", "roles": ["dns", "ntp"]}]


def test_a_builder_needs_a_place_as_well(bare_environment: Path) -> None:
    with pytest.raises(ConfigError):
        ESQueryBuilder(scirius_host="a.test")

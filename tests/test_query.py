from datetime import UTC, datetime

import pytest

from connector.errors import QueryError, QuerySyntaxError
from connector.query import Query
from connector.window import Window

NOON = datetime(2026, 10, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "  ", "\n", "*"])
def test_a_blank_filter_means_every_event(text: str) -> None:
    assert Query(text).filter == "*"


def test_a_wrong_filter_never_becomes_a_query() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        Query("event_type:(alert")
    assert caught.value.position > 0


def test_a_query_is_a_value() -> None:
    window = Window.last("24h", NOON)
    one, two = Query("event_type:alert", window, now=NOON), Query("event_type:alert", window, now=NOON)
    assert one == two
    assert hash(one) == hash(two)


def test_an_escaped_blank_at_the_end_stays() -> None:
    assert Query("a:foo\\ ").filter == "a:foo\\ "


def test_narrowing_keeps_each_filter_whole() -> None:
    query = Query("a:1 OR b:2", Window.last("24h", NOON), now=NOON).narrowed("c:3 OR d:4")
    assert query.filter == "(a:1 OR b:2) AND (c:3 OR d:4)"
    assert Query().narrowed("a:1").filter == "a:1"


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_of_nothing_is_refused(limit: int) -> None:
    with pytest.raises(QueryError, match="limit"):
        Query(limit=limit)


def test_a_filter_longer_than_32_kib_is_refused() -> None:
    assert len(Query("f:" + "x" * (32 * 1024 - 2)).filter) == 32 * 1024
    for long in ("x" * (32 * 1024 + 1), "\N{CRAB}" * 8_193):
        with pytest.raises(QuerySyntaxError, match="longer than 32,768 bytes"):
            Query(long)

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connector import Query, lucene
from connector.lucene.tree import Prefix, Word
from connector.notebooks import ESQueryBuilder, RESTSciriusConnector, escape, escape_special_chars
from connector.notebooks.escaping import joined
from tests import small

TRICKY = st.text(st.sampled_from('ab01+-!():^[]{}~*?\\/" \t|&<>=.@#%ANDORT\u00e9\u3000'), min_size=1, max_size=12)
WORDS = TRICKY.filter(lambda text: text[0] not in "<>")


@given(WORDS)
@example("a+b/c\\d")
@example("AND")
@example("\\")
def test_an_escaped_text_is_one_word_that_means_itself(text: str) -> None:
    match lucene.parse(f"field:{escape(text)}"):
        case Word(text=held):
            assert held == text
        case other:
            pytest.fail(f"{text!r} became {other}")


@given(TRICKY)
@example("<script>")
def test_an_escaped_text_means_itself_between_wildcards(text: str) -> None:
    match lucene.parse(f"field:x{escape(text)}*"):
        case Prefix(text=held):
            assert held == f"x{text}"
        case other:
            pytest.fail(f"{text!r} became {other}")


def test_a_backslash_is_escaped_once() -> None:
    assert escape("a+b/c\\d") == escape_special_chars("a+b/c\\d") == "a\\+b\\/c\\\\d"
    assert escape("") == '""'


def test_an_escaped_value_finds_its_event(bare_environment: Path) -> None:
    url = "/a+b/c\\d?(x) AND {y}"
    capture = small.write(bare_environment / "eve.json", small.event(40, event_type="http", http={"url": url}))
    client = RESTSciriusConnector(eve=capture).set_query_timeframe("2026-10-31T00:00:00Z", "2026-10-31T12:00:00Z")
    assert [event["http"]["url"] for event in client.get_events_tail(qfilter=f"http.url.keyword:{escape(url)}")] == [url]


@pytest.mark.parametrize(
    ("filters", "operator", "wanted"),
    [
        ([], "AND", "*"),
        (["a:1"], "AND", "(a:1)"),
        (["a:1 OR b:2", "c:3"], "AND", "(a:1 OR b:2) AND (c:3)"),
        (["a:1", "b:2"], "or", "(a:1) OR (b:2)"),
        ({"dest_port": 80, "host": "x y"}, "AND", '(dest_port:80) AND (host.keyword:"x y")'),
    ],
)
def test_filters_are_joined_in_parentheses(filters: list[str], operator: str, wanted: str) -> None:
    assert joined(filters, operator) == ESQueryBuilder.filter_join(filters, operator) == wanted
    Query(wanted)


def test_another_operator_is_refused() -> None:
    with pytest.raises(ValueError, match="AND or OR"):
        joined(["a:1"], "NOT")

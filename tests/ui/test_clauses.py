"""A click on a value makes a filter for exactly that value."""

import pytest

from connector import lucene
from connector.query import Query
from connector.source import Source
from ui.chips import chip_filter
from ui.clauses import Value, only, without

AWKWARD = ["x y", 'a"b', "a\\b", "*", "AND", "-1", "[a TO b]", "a:b", "(", "~", "/r/", "É\u202e", "A" * 300]


@pytest.mark.parametrize(
    ("field", "value", "clause"),
    [
        ("src_ip", "10.20.4.101", "src_ip:10.20.4.101"),
        ("event_type", "flow", "event_type:flow"),
        ("dest_port", 53, "dest_port:53"),
        ("src_ip", "2001:db8::1", 'src_ip:"2001:db8::1"'),
    ],
)
def test_a_simple_value_reads_as_a_person_would_write_it(field: str, value: Value, clause: str) -> None:
    assert only(field, value) == clause
    assert without(field, value) == f"-{clause}"


@pytest.mark.parametrize("value", AWKWARD)
def test_no_value_escapes_from_its_clause(value: str) -> None:
    Query(chip_filter(only("http.url", value)))
    Query(chip_filter(without("event_type", value)))


@pytest.mark.parametrize("field", ["event_type", "src_ip", "dest_port", "alert.signature", "http.url", "flow_id"])
def test_only_a_value_finds_the_events_that_were_counted_for_it(training_02: Source, field: str) -> None:
    total = training_02.trend(Query()).count
    values = training_02.values(Query(), field, 20).frame
    assert len(values), "the capture does not show the point"
    for key, count in zip(values["key"].to_list(), values["count"].to_list(), strict=True):
        assert training_02.trend(Query(chip_filter(only(field, key)))).count == count
        assert training_02.trend(Query(lucene.both("*", chip_filter(without(field, key))))).count == total - count

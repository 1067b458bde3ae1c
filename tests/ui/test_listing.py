"""Which fields the listed events have, and how often."""

import json

from tests import captures, small
from ui.listing import decoded, read


def _raw(*events: object) -> tuple[bytes, ...]:
    return tuple(json.dumps(event).encode() for event in events)


def test_a_field_counts_once_in_an_event_however_often_it_is_there() -> None:
    _, fields = read(_raw({"dns": {"answers": [{"rdata": "a"}, {"rdata": "b", "ttl": 1}]}}, {"dns": {"answers": []}}))
    assert dict(zip(fields["field"], fields["share"], strict=True)) == {"dns.answers.rdata": 50, "dns.answers.ttl": 50}


def test_null_is_no_value_and_keys_with_dots_are_plain_paths() -> None:
    _, fields = read(_raw({"a": None, "b.c": 0, "d": {}, "e": False}))
    assert fields["field"].to_list() == ["b.c", "e"]


def test_frequent_fields_come_first_then_those_that_everybody_knows() -> None:
    events = [event | {"rare": 1} if number == 0 else event for number, event in enumerate(small.events())]
    _, fields = read(_raw(*events))
    assert fields["field"].to_list()[:4] == ["timestamp", "event_type", "src_ip", "src_port"]
    assert fields["field"].to_list()[-1] == "rare"
    assert fields["share"].is_monotonic_decreasing


def test_no_events_have_no_fields() -> None:
    sentences, fields = read(())
    assert sentences == []
    assert list(fields.columns) == ["field", "share"]
    assert fields.empty


def test_deep_nesting_and_broken_lines_end_nothing() -> None:
    deep = b'{"a":' * 900 + b"1" + b"}" * 900
    sentences, fields = read((deep, b"\xff not JSON", b'["no object"]'))
    assert sentences == ["event"] * 3
    assert len(fields) == 1
    assert decoded(b"\xff not JSON") == {}


def test_shares_of_a_real_capture_are_those_of_its_events() -> None:
    lines = tuple(captures.path("edge.eve.json").read_bytes().split(b"\n")[:76])
    sentences, fields = read(lines)
    assert len(sentences) == len(lines)
    types = sum("event_type" in json.loads(line) for line in lines)
    assert fields.set_index("field")["share"]["event_type"] == 100 * types / len(lines)

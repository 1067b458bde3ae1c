"""JSON to frames: dtypes, order, empty answers."""

import gc
import json
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector import frames
from connector.frames import Group
from connector.frames.documents import value_at

FIRST_DTYPES = ["datetime64[us, UTC]", "str", "str", "Int64", "str", "Int64", "str", "str"]
NOON = datetime(2026, 10, 31, 12, tzinfo=UTC)


def dtypes(frame: pd.DataFrame) -> dict[str, str]:
    return {str(name): str(dtype) for name, dtype in frame.dtypes.items()}


def test_an_empty_answer_keeps_its_columns_and_their_dtypes() -> None:
    assert dtypes(frames.events_frame([])) == dict(zip(frames.FIRST, FIRST_DTYPES, strict=True))
    asked = frames.events_frame([], ("alert.severity", "alert.signature", "timestamp"))
    assert dtypes(asked) == {"alert.severity": "Int64", "alert.signature": "str", "timestamp": "datetime64[us, UTC]"}


def test_the_well_known_columns_come_first_and_the_rest_by_name() -> None:
    frame = frames.events_frame(
        [{"zeta": 1, "_id": "7", "@timestamp": "x", "@version": "1", "alert": {"gid": 1, "action": "allowed"}}]
    )
    assert list(frame) == [*frames.FIRST, "alert.action", "alert.gid", "zeta"]


def test_asked_columns_come_in_their_order_even_when_no_event_has_them() -> None:
    frame = frames.events_frame([{"proto": "TCP", "x": 1}], ("x", "nothing", "proto"))
    assert list(frame) == ["x", "nothing", "proto"]
    assert frame["nothing"].isna().all()


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ([1, None, -5], "Int64"),
        ([2**53 + 1, 2**63 - 1], "Int64"),
        ([0, 2**63], "UInt64"),
        ([0, 2**64], "object"),
        ([-1, 2**63], "object"),
        ([1.5, 2], "Float64"),
        ([1.5, 2**53 + 1], "object"),
        ([True, None], "boolean"),
        ([True, 1], "object"),
        (["a", None], "str"),
        (["a", 1], "object"),
        ([[1, 2], [3, 4]], "object"),
    ],
)
def test_a_column_has_the_one_dtype_that_holds_its_values_exactly(values: list[object], dtype: str) -> None:
    frame = frames.events_frame([{"x": value} for value in values], ("x",))
    assert str(frame["x"].dtype) == dtype
    kept = [None if not isinstance(value, list) and pd.isna(value) else value for value in frame["x"].tolist()]
    assert kept == values


def test_ports_and_flow_ids_stay_integers_when_some_events_lack_them() -> None:
    frame = frames.events_frame([{"flow_id": 2**51 - 1, "src_port": 80}, {}])
    assert frame["flow_id"].tolist() == [2**51 - 1, pd.NA]
    assert frame["src_port"].dtype == "Int64"


def test_a_field_may_be_a_string_in_one_event_and_an_object_in_another() -> None:
    frame = frames.events_frame([{"tls": {"ja4": "t13d"}}, {"tls": {"ja4": {"hash": "t12"}}}])
    assert frame["tls.ja4"].isna().tolist() == [False, True]
    assert frame["tls.ja4.hash"].isna().tolist() == [True, False]


def test_keys_with_dots_are_plain_paths() -> None:
    document = {"metadata.flowints": {"tcp.count": 3}}
    assert frames.events_frame([document])["metadata.flowints.tcp.count"].tolist() == [3]
    assert frames.events_frame([document], ("metadata.flowints.tcp.count",))["metadata.flowints.tcp.count"].tolist() == [3]


def test_lists_stay_lists_and_a_path_into_them_lists_the_values_below() -> None:
    document = {"dns": {"queries": [{"rrname": "a.test"}, {"rrname": "b.test"}, {"id": 1}]}}
    assert frames.events_frame([document])["dns.queries"].tolist() == [document["dns"]["queries"]]
    assert frames.events_frame([document, {}], ("dns.queries.rrname",))["dns.queries.rrname"].tolist() == [
        ["a.test", "b.test"],
        None,
    ]


def test_deep_nesting_crashes_nothing() -> None:
    document: dict[str, object] = {"x": 1}
    for _ in range(5_000):
        document = {"d": document}
    assert frames.events_frame([document]).shape == (1, 9)


KEYS = st.sampled_from(["a", "b", "c", "a.b", "b.c", "a.b.c"])
PLAIN = st.sampled_from([None, True, False, 0, -5, 2**63, 2**70, 1.5, "", "x", "ä", [], [1, "y"]])
INNER = PLAIN | st.dictionaries(KEYS, PLAIN, max_size=3)
LISTS = st.lists(INNER, max_size=2)
EVENT = st.dictionaries(KEYS, INNER | LISTS | st.dictionaries(KEYS, INNER | LISTS, max_size=3), max_size=4)


def held(frame: pd.DataFrame, name: str) -> list[object]:
    """A column as Python values; ``None`` where there is none, text as JSON holds it."""
    return [None if not isinstance(value, list) and pd.isna(value) else value for value in frame[name].tolist()]


@given(st.lists(EVENT, max_size=6))
def test_a_frame_holds_the_leaves_of_every_event(events: list[dict[str, object]]) -> None:
    frame = frames.events_frame(events)
    leaves = [frames.leaves(event) for event in events]
    assert set(frame) == set(frames.FIRST) | {path for found in leaves for path in found}
    for name in frame:
        assert held(frame, name) == [found.get(name) for found in leaves]


@given(st.lists(EVENT, max_size=6), st.sampled_from(["a", "a.b", "a.b.c", "a.a", "b.c.a.b", "c.b.a.b.c", "d.a"]))
def test_an_asked_column_holds_what_lies_at_its_path_in_every_event(events: list[dict[str, object]], path: str) -> None:
    assert held(frames.events_frame(events, (path,)), path) == [value_at(event, path) for event in events]


@pytest.mark.parametrize("columns", [None, ("src_port", "x", "timestamp")])
def test_columns_of_a_frame_can_be_changed_one_by_one(columns: tuple[str, ...] | None) -> None:
    frame = frames.events_frame([{"src_port": 1, "dest_port": 1, "x": "a"}, {}], columns)
    frame.loc[0, "src_port"] = 7
    frame.loc[1, "x"] = "changed"
    assert frame["src_port"].tolist() == [7, pd.NA]
    assert frame["x"].tolist() == ["a", "changed"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10-31T00:00:11.206433+0000", "2026-10-31T00:00:11.206433"),
        ("2026-10-31T01:00:00+0200", "2026-10-30T23:00:00"),
        ("2026-10-31T01:00:00-05:30", "2026-10-31T06:30:00"),
        ("2026-10-31T01:00:00Z", "2026-10-31T01:00:00"),
        ("2026-10-31 01:00:00", "2026-10-31T01:00:00"),
        ("2026-10-31T01:00:00.5Z", "2026-10-31T01:00:00.500000"),
        ("2026-10-31T01:00:00.Z", "2026-10-31T01:00:00"),
        ("2026-10-31T01:00:00.123456789Z", "2026-10-31T01:00:00.123456"),
        ("2026-10-31T01:00:11.1011041+0000", "2026-10-31T01:00:12.011041"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00"),
        ("2026-13-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+0200", None),
        ("2026-10-31T01:00:00.1234567890Z", None),
        ("yesterday", None),
        (1_793_404_800, None),
        (None, None),
    ],
)
def test_a_timestamp_is_read_with_its_offset_and_its_fraction(text: object, expected: str | None) -> None:
    assert frames.parse_timestamps([text])[0].item() == (None if expected is None else np.datetime64(expected, "us").item())


def test_lone_surrogates_become_the_replacement_character() -> None:
    document = frames.decode(b'{"a\\ud800": ["x\\udfff"], "b": "\\ud83d\\ude00"}')
    assert document == {"a\ufffd": ["x\ufffd"], "b": "\U0001f600"}
    assert frames.events_frame([{"x": "a\ud800"}, {"x": "b"}], ("x",))["x"].tolist() == ["a\ufffd", "b"]


def test_integers_of_any_size_survive_both_ways() -> None:
    text = b'{"big":%d,"small":-1}' % (2**70)
    assert frames.decode(text) == {"big": 2**70, "small": -1}
    assert frames.encode(frames.decode(text)) == text


@pytest.mark.parametrize("text", [b"%d", b"-%d", b"[%d]", b"[1, %d]", b'{"a":%d}', b'{"a": "%d", "b":\t%d}'])
def test_a_long_integer_is_seen_wherever_it_stands(text: bytes) -> None:
    value = json.dumps(frames.decode(text.replace(b"%d", b"123456789012345678901234567890")))
    assert "123456789012345678901234567890" in value
    assert "e+" not in value


@pytest.mark.parametrize("before", range(8))
@pytest.mark.parametrize("tail", ["", ',"z":1', ',"z":"1234567890123456789012"'])
def test_a_long_integer_is_seen_in_a_large_text_too(before: int, tail: str) -> None:
    filler = f'"{"x" * before}","0:1:2:3:4:5","{"1234567890" * 20}","fe80:0000:0000:0000:0001",{2**51},' * 400
    text = f'{{"a":[{filler}{2**70}]{tail}}}'.encode()
    decoded = frames.decode(text)
    assert isinstance(decoded, dict)
    assert decoded["a"][-1] == 2**70
    assert type(decoded["a"][-1]) is int


@pytest.mark.parametrize("searching", [True, False])
def test_decoding_a_large_text_leaves_the_search_for_cycles_as_it_was(searching: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if searching else gc.disable)()
        assert frames.decode(b"[%s1]" % (b"1," * 2**16)) == [1] * (2**16 + 1)
        with pytest.raises(ValueError):  # noqa: PT011  # whose words are the reader's own
            frames.decode(b"[%s" % (b"1," * 2**16))
        assert gc.isenabled() is searching
    finally:
        (gc.enable if was else gc.disable)()


@pytest.mark.parametrize("value", [2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 10**19 - 1, -(10**19) + 1, 10**20])
def test_integers_at_the_edge_of_64_bits_are_exact(value: int) -> None:
    assert repr(frames.decode(b'{"a":%d}' % value)) == repr({"a": value})


@pytest.mark.parametrize("text", [b"", b"{", b'{"a": NaN}', b"<html>", b'{"a": "\x00"}', b"[" * 100_000])
def test_what_is_not_json_is_a_value_error(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whose words are the reader's own
        frames.decode(text)


def test_a_timeline_has_every_bucket_for_every_key_with_the_most_frequent_first_and_the_rest_last() -> None:
    times = [NOON, NOON.replace(minute=5)]
    frame = frames.timeline_frame(times, ["b", None, "a", "c"], np.array([[1, 0], [9, 9], [0, 1], [2, 0]]))
    assert dtypes(frame) == {"time": "datetime64[us, UTC]", "key": "str", "count": "int64"}
    assert [None if pd.isna(key) else key for key in frame["key"]] == ["c", "a", "b", None] * 2
    assert frame["count"].tolist() == [2, 0, 1, 9, 0, 1, 0, 9]
    assert frame["time"].tolist() == [times[0]] * 4 + [times[1]] * 4


def test_a_rest_that_counts_nothing_is_left_out_unless_it_is_alone() -> None:
    assert frames.timeline_frame([NOON], ["a", None], np.array([[1], [0]]))["key"].tolist() == ["a"]
    assert frames.timeline_frame([NOON], [None], np.array([[0]]))["count"].tolist() == [0]


def test_an_empty_timeline_keeps_its_dtypes() -> None:
    assert dtypes(frames.timeline_frame([], None, np.array([]))) == {"time": "datetime64[us, UTC]", "count": "int64"}
    keyed = frames.timeline_frame([], [], np.array([]))
    assert dtypes(keyed) == {"time": "datetime64[us, UTC]", "key": "str", "count": "int64"}


def test_values_come_most_frequent_first_and_equal_ones_by_key() -> None:
    pairs: list[tuple[object, int]] = [("b", 2), ("a", 2), ("c", 5), ("d", 1)]
    assert frames.values_frame(pairs, 3)["key"].tolist() == ["c", "a", "b"]
    assert frames.values_frame(pairs, 2, rarest=True)["key"].tolist() == ["d", "a"]
    assert frames.values_frame([(10, 1), (9, 1)])["key"].tolist() == [9, 10]


@pytest.mark.parametrize(
    ("keys", "dtype"), [([], "str"), ([80, 443], "Int64"), ([True], "boolean"), ([1.5], "Float64"), (["a", 1], "object")]
)
def test_keys_have_the_dtype_of_their_field(keys: list[object], dtype: str) -> None:
    assert dtypes(frames.values_frame([(key, 1) for key in keys])) == {"key": dtype, "count": "int64"}


def test_groups_are_ordered_as_asked_with_missing_keys_last() -> None:
    groups = [
        Group(("a",), 5, NOON, NOON, 3, 1, 1),
        Group((None,), 5, NOON, NOON.replace(hour=13), None, 1, 2),
        Group(("b",), 1, NOON.replace(hour=11), NOON.replace(hour=14), 1, 1, 1),
    ]

    def keys(order: str) -> list[object]:
        found = frames.groups_frame(("src_ip",), groups, order=order)["src_ip"].tolist()  # type: ignore[arg-type]
        return [None if pd.isna(key) else key for key in found]

    assert keys("count") == ["a", None, "b"]
    assert keys("severity") == ["b", "a", None]
    assert keys("last") == ["b", None, "a"]
    assert keys("first") == ["a", None, "b"]


def test_a_group_has_its_keys_counts_times_and_trend() -> None:
    frame = frames.groups_frame(("src_ip", "proto"), [Group(("a", None), 2, NOON, None, None, 1, 2, (0, 2))], trend=True)
    assert dtypes(frame) == {
        "src_ip": "str", "proto": "str", "count": "int64", "first": "datetime64[us, UTC]", "last": "datetime64[us, UTC]",
        "severity": "Int64", "sources": "int64", "targets": "int64", "trend": "object",
    }  # fmt: skip
    assert frame["trend"].tolist() == [[0, 2]]
    assert dtypes(frames.groups_frame(("src_ip", "proto"), [], trend=True)) == dtypes(frame)


def test_fields_come_by_name_with_their_types_in_one_order_and_without_what_a_server_adds() -> None:
    found = frames.fields_of(
        [
            {"vlan": ["10", 10, 1.5, True], "src_ip": "192.0.2.2", "flow": {"start": "2026-10-31"}, "_id": "7"},
            {"vlan": 1.5, "src_ip": ["192.0.2.1", 80], "@timestamp": "2026-10-31"},
            {"src_ip": ["192.0.2.1", "192.0.2.1", 80.0]},
        ]
    )
    frame = frames.fields_frame(found)
    assert dtypes(frame) == {"field": "str", "type": "str", "count": "int64", "example": "str"}
    assert frame.to_numpy().tolist() == [
        ["flow.start", "date", 1, "2026-10-31"],
        ["src_ip", "float, ip", 3, "80"],
        ["vlan", "string, float, boolean", 2, "1.5"],
    ]
    assert dtypes(frames.fields_frame([])) == dtypes(frame)


def test_an_example_is_the_text_of_the_value_that_most_events_hold() -> None:
    examples = [frames.example_of(pairs) for pairs in ([("b", 2), ("a", 2), ("c", 1)], [(80.0, 1)], [(False, 1)])]
    assert examples == ["a", "80", "false"]


def test_pairs_come_most_frequent_first_and_equal_ones_by_source_and_target() -> None:
    frame = frames.pairs_frame([(("b", "a"), 1), (("a", "é"), 1), (("a", "z"), 1), (("c", "d"), 7)], 3)
    assert dtypes(frame) == {"source": "str", "target": "str", "count": "int64"}
    assert frame.to_numpy().tolist() == [["c", "d", 7], ["a", "z", 1], ["a", "é", 1]]
    assert dtypes(frames.pairs_frame([])) == dtypes(frame)


@pytest.mark.parametrize(
    "pairs",
    [
        [(5, 1)],
        [(1, 3), (2, 1), (10, 7)],
        [(-1.5, 2), (3, 9), (2.25, 4)],
        [(number * number % 101, number + 1) for number in range(100)],
    ],
)
def test_numbers_are_those_of_the_whole_list(pairs: list[tuple[object, int]]) -> None:
    found = frames.stats_of(pairs, 12, 34)
    whole = np.repeat([float(str(value)) for value, _ in pairs], [count for _, count in pairs])
    assert (found.count, found.distinct, found.least, found.greatest) == (12, 34, whole.min(), whole.max())
    assert found.mean == pytest.approx(whole.mean(), rel=1e-15)
    assert list(found.percentiles) == [1, 5, 25, 50, 75, 95, 99]
    assert list(found.percentiles.values()) == pytest.approx(np.percentile(whole, [1, 5, 25, 50, 75, 95, 99]).tolist(), rel=1e-15)


def test_numbers_past_64_bits_and_past_all_floats_stay_true() -> None:
    found = frames.stats_of([(2**64 + 1, 1), (2**64 + 3, 1), (10**400, 1)], 3, 3)
    assert (found.least, found.greatest, found.mean, found.percentiles[50]) == (2**64 + 1, 10**400, np.inf, 2.0**64)
    great = frames.stats_of([(1e308, 2), (1.5e308, 2), (float("inf"), 1)], 5, 3)
    assert (great.mean, great.greatest, great.percentiles[50]) == (1.25e308, 1.5e308, 1.25e308)


def test_texts_and_booleans_have_no_numbers() -> None:
    found = frames.stats_of([("80", 4), (True, 2)], 6, 2)
    assert (found.least, found.greatest, found.mean, dict(found.percentiles)) == (None, None, None, {})
    assert frames.stats_of([("80", 4), (443, 1), (False, 2)], 7, 3).mean == 443

import base64
import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from connector.engine.build import Counts
from connector.engine.clock import parse_time, parse_times
from connector.engine.ingest import Summary, ingest
from connector.engine.segment import Segment
from connector.engine.store import Store
from connector.engine.words import find_words
from connector.frames import parse_timestamps
from tests import captures
from tests.engine import made

EDGE = {
    79: "Unterminated string",
    80: "mended",
    81: "skipped",
    82: "skipped",
    83: "an array, not an object",
    84: "a string, not an object",
    85: "a number, not an object",
    86: "null, not an object",
    87: "kept",
    88: "kept",
    89: "Invalid control character",
    90: "Invalid control character",
    91: "mended",
    92: "Extra data",
    93: "kept",
    94: "Illegal trailing comma|Expecting property name",  # newer versions of Python say it better
    95: "NaN is not JSON",
    96: "kept",
    97: "kept",
    98: "kept",
    99: "kept",
    100: "kept",
    101: "Unterminated string|Expecting",
}
"""What becomes of the last 23 lines of ``edge.eve.json``; anything but kept, mended and skipped is a reason for quarantine."""

KEPT = ("kept", "mended", "skipped")


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Summary]:
    store = Store(tmp_path_factory.mktemp("edge"))
    return store, ingest([captures.path("edge.eve.json")], store)


def numbered(store: Store) -> dict[int, tuple[Segment, int]]:
    """Segment and row of each line."""
    return {
        number: (segment, row)
        for segment in store.segments()
        for row, (_, number) in enumerate(segment.origin(np.arange(segment.size)))
    }


def quarantined(store: Store) -> Iterator[dict[str, object]]:
    yield from map(json.loads, store.quarantine.read_text().splitlines())


@pytest.mark.real
@pytest.mark.parametrize("number", EDGE)
def test_each_corrupt_line_is_kept_mended_skipped_or_quarantined(edge: tuple[Store, Summary], number: int) -> None:
    store, _ = edge
    line = captures.path("edge.eve.json").read_bytes().split(b"\n")[number - 1]
    reasons = {record["line"]: record for record in quarantined(store)}
    there = numbered(store)
    match EDGE[number]:
        case "kept":
            segment, row = there[number]
            assert segment.lines([row])[0] == line
        case "mended":
            segment, row = there[number]
            assert segment.lines([row])[0] == line.removeprefix(b"\xef\xbb\xbf")
        case "skipped":
            assert number not in there
            assert number not in reasons
        case reason:
            assert number not in there
            assert any(each in str(reasons[number]["reason"]) for each in reason.split("|"))
            assert base64.b64decode(str(reasons[number]["base64"])) == line


@pytest.mark.real
def test_every_readable_line_of_the_edge_cases_is_answered(edge: tuple[Store, Summary]) -> None:
    store, summary = edge
    expected = [what for what in EDGE.values() if what not in KEPT]
    assert len(numbered(store)) == summary.kept == 101 - 2 - len(expected)
    assert (summary.read, summary.skipped, summary.quarantined, summary.mended) == (101, 2, len(expected), 2)
    assert sum(store.counts().values(), Counts()) == Counts(101, summary.kept, 2, len(expected), 2)


@pytest.mark.real
def test_edge_cases_mean_what_they_say(edge: tuple[Store, Summary]) -> None:
    there = numbered(edge[0])

    def document(number: int) -> dict[str, object]:
        segment, row = there[number]
        return segment.event(row)

    assert document(88)["event_type"] == "dns"
    assert "\ufffd" in json.dumps(document(80), ensure_ascii=False)
    assert "\ufffd" in json.dumps(document(96), ensure_ascii=False)
    untimed = [number for number, (segment, _) in there.items() if not segment.timed]
    assert sorted(untimed) == [87, 97, 98]
    for number, moment in ((51, "11.101104"), (52, "")):
        segment, row = there[number]
        micros = int(document(number)["timestamp"][20:27])  # type: ignore[index]
        assert micros >= 1_000_000
        whole = np.datetime64(str(document(number)["timestamp"])[:19])
        assert segment.times[row] == whole + np.timedelta64(micros, "us"), moment


def test_events_lie_in_order_of_time_and_equal_times_in_order_of_the_file(tmp_path: Path) -> None:
    times = ["12:00:02", "12:00:01", "12:00:02", "12:00:00"]
    lines = [made.event(timestamp=f"2026-10-31T{time}.000000+0000", n=n) for n, time in enumerate(times)]
    segment = made.segment(tmp_path, *lines)
    assert [segment.event(row)["n"] for row in range(4)] == [3, 1, 0, 2]
    column = segment.column("n", "number")
    assert column is not None
    assert column.values[column.codes].tolist() == [3, 1, 0, 2]
    assert segment.times.astype(str).tolist() == [f"2026-10-31T{time}.000000" for time in sorted(times)]


def test_arrays_and_objects_in_arrays_are_flattened_into_their_path(tmp_path: Path) -> None:
    segment = made.segment(
        tmp_path,
        made.event(dns={"answers": [{"rrname": "a", "ttl": 1}, {"rrname": "b"}], "grouped": {"A": ["1", ["2", "1"]]}}),
        made.event(dns={"answers": []}, nothing=None, empty={}, text=""),
    )
    assert segment.below("dns") == ("dns.answers.rrname", "dns.answers.ttl", "dns.grouped.A")
    assert segment.paths == ("dns.answers.rrname", "dns.answers.ttl", "dns.grouped.A", "event_type", "text", "timestamp")
    names = segment.column("dns.answers.rrname", "string")
    grouped = segment.column("dns.grouped.A", "string")
    assert names is not None
    assert grouped is not None
    assert names.rows.tolist() == [0, 0]
    assert sorted(names.values.take(names.codes).to_pylist()) == ["a", "b"]
    assert sorted(grouped.values.take(grouped.codes).to_pylist()) == ["1", "1", "2"]
    assert (names.single, names.events, grouped.length) == (False, 1, 2)


def test_a_key_with_dots_is_a_plain_path_and_a_conflict_of_types_two_columns(tmp_path: Path) -> None:
    segment = made.segment(
        tmp_path,
        made.event(**{"a.b": 1, "a": {"b": "x"}}),
        made.event(a={"b": {"c": True}}),
        made.event(a={"b": [2, "x", None, 2.0]}),
    )
    assert segment.below("a") == ("a.b", "a.b.c")
    strings, numbers = segment.columns("a.b")[0], segment.columns("a.b")[1]
    assert (strings.kind, strings.rows.tolist(), strings.values.to_pylist()) == ("string", [0, 2], ["x"])
    assert (numbers.kind, numbers.rows.tolist(), numbers.values.tolist()) == ("number", [0, 2, 2], [1.0, 2.0])
    (boolean,) = segment.columns("a.b.c")
    assert boolean.mask(np.array([False, True])).tolist() == [False, True, False]
    assert segment.columns("a") == ()
    assert segment.below("a.b.c.d") == ()


@pytest.mark.parametrize(
    ("numbers", "dtype"),
    [
        ([3, 1, 3, -(2**63)], "int64"),
        ([2**64 - 1, 1], "uint64"),
        ([80, 80.0, 0.5], "float64"),
        ([2**64, 1], "object"),
        ([-(2**70), 2**70 + 1, 1e300], "object"),
        ([2**53 + 1, 0.5], "object"),
        ([-0.0, 0.0], "float64"),
    ],
)
def test_numbers_of_any_size_stay_exact(tmp_path: Path, numbers: list[int | float], dtype: str) -> None:
    column = made.segment(tmp_path, *(made.event(n=number) for number in numbers)).column("n", "number")
    assert column is not None
    assert column.values.dtype == dtype
    assert column.values.tolist() == sorted(set(numbers))
    assert column.values[column.codes].tolist() == numbers


def test_six_hundred_levels_do_not_crash_and_too_many_are_quarantined(tmp_path: Path) -> None:
    deep = b'{"timestamp":"2026-10-31T12:00:00Z",' + b'"a":{' * 600 + b'"x":1' + b"}" * 601
    lists = b'{"timestamp":"2026-10-31T12:00:00Z","a":' + b"[" * 600 + b"7" + b"]" * 600 + b"}"
    abyss = b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    store = made.store(tmp_path, deep, lists, abyss)
    (segment,) = store.segments()
    assert segment.size == 2
    assert [path.count(".") for path in segment.paths] == [0, 600, 0]
    assert [record["reason"] for record in quarantined(store)] == ["it is nested too deeply"]


def test_lines_are_given_back_byte_for_byte(tmp_path: Path) -> None:
    odd = b'{ "timestamp" : "2026-10-31T12:00:00Z" , "a":"\\u00e9\xc3\xa9", "a" : 1e2 }\r'
    segment = made.segment(tmp_path, odd, *(made.event(n=n) for n in range(300)))
    assert segment.lines([0, 300]) == [odd, json.dumps(made.event(n=299)).encode()]


TIMES = {
    "2026-10-31T01:00:00+0200": "2026-10-30T23:00:00",
    "2026-10-31T01:00:00.123456-0130": "2026-10-31T02:30:00.123456",
    "2026-10-31T01:00:00.000000+0000": "2026-10-31T01:00:00",
    "2026-10-31 01:00:00Z": "2026-10-31T01:00:00",
    "2026-10-31T01:00:00.123456789Z": "2026-10-31T01:00:00.123456",
    "2026-10-31T01:00:00.5": "2026-10-31T01:00:00.5",
    "2026-10-31T01:00:11.1011041+0000": "2026-10-31T01:00:12.011041",
    "1970-01-01T00:00:00.000000+0000": "1970-01-01T00:00:00",
    "2100-02-28T23:59:59.999999+0000": "2100-02-28T23:59:59.999999",
    "2026-02-29T01:00:00.000000+0000": "NaT",
    "2026-10-31T24:00:00.000000+0000": "NaT",
    "2026-13-31T01:00:00.000000+0000": "NaT",
    "2026-10-31T01:00:60.000000+0000": "NaT",
    "2026-10-31T01:00:00.000000+2500": "NaT",
    "0001-01-01T00:00:00.000000+0100": "NaT",
    "2026-10-3AT01:00:00.000000+0000": "NaT",
    "2026-10-31T01:00:00.0000000000Z": "NaT",
    "１026-10-31T01:00:00.000000+0000": "NaT",
    "now": "NaT",
}


def test_times_are_read_one_by_one_and_all_at_once_alike(tmp_path: Path) -> None:
    expected = np.array(list(TIMES.values()), "datetime64[us]")
    np.testing.assert_array_equal(parse_times(list(TIMES)), expected)
    np.testing.assert_array_equal(np.array([parse_time(text) for text in TIMES]), expected)
    np.testing.assert_array_equal(parse_timestamps(list(TIMES)), expected)
    assert np.isnat(parse_times([None, 1_761_868_800, ["2026-10-31T01:00:00Z"]])).all()
    assert parse_times([]).dtype == "datetime64[us]"


def test_words_are_split_at_white_space_as_java_has_it(tmp_path: Path) -> None:
    segment = made.segment(
        tmp_path,
        made.event(a="GET /Index.HTML\u00a0x", b="\u00c9T\u00c9 a\u3000b\x1cc\u0085d", c="  ", d="get get"),
        made.event(a="x" * 300 + " y"),
    )
    tokens = segment.tokens.to_pylist()
    assert tokens == sorted({"get", "/index.html\u00a0x", "\u00c9t\u00c9", "a", "b", "c\u0085d", "flow", "x" * 255, "x" * 45, "y",
                             made.NOON.lower()}, key=str.encode)  # fmt: skip
    for index, token in enumerate(tokens):
        assert segment.token_ids(token).tolist() == segment.postings(index).tolist() != []
    assert [segment.pool[int(place)].as_py() for place in segment.token_ids("get")] == ["GET /Index.HTML\u00a0x", "get get"]
    for absent in ("", "GET", "zzz", "\x00", "ge", "\ud800"):
        assert segment.token_ids(absent).tolist() == []


def test_words_of_many_strings_are_found_in_every_block(tmp_path: Path) -> None:
    segment = made.segment(tmp_path, *(made.event(a=f"w{n} even{n % 2}") for n in range(3_000)))
    assert all(len(segment.token_ids(f"w{n}")) == 1 for n in range(3_000))
    assert len(segment.token_ids("even1")) == 1_500
    assert segment.tokens.equals(find_words(segment.pool).texts)


def test_the_pool_lies_column_after_column(tmp_path: Path) -> None:
    segment = made.segment(tmp_path, *(made.event(a=f"v{n % 7}", b=f"v{n % 3}") for n in range(50)))
    for column in segment.columns():
        if column.kind == "string":
            assert segment.pool.slice(column.offset, column.length).equals(column.values)
    assert len(segment.pool) == sum(column.length for column in segment.columns() if column.kind == "string")


def test_a_mended_line_shows_what_was_not_utf8_as_a_replacement(tmp_path: Path) -> None:
    segment = made.segment(tmp_path, b'{"timestamp":"2026-10-31T12:00:00Z","a":"caf\xe9"}')
    column = segment.column("a", "string")
    assert column is not None
    assert column.values.to_pylist() == ["caf\ufffd"]
    assert segment.lines([0])[0] == b'{"timestamp":"2026-10-31T12:00:00Z","a":"caf\xe9"}'


def test_building_processes_load_neither_pandas_nor_streamlit(tmp_path: Path) -> None:
    made.write(tmp_path / "eve.json", [made.event(n=n, text=f"v{n}") for n in range(200)])
    code = """
import io, json, sys
from dataclasses import asdict
from pathlib import Path
from connector.engine import worker
from connector.engine.ledger import Ledger
from connector.engine.pieces import pieces
folder = Path(sys.argv[1])
(piece,) = pieces(folder / "eve.json", Ledger([]), 2**20)
task = {"length": len(piece.data), "covered": asdict(piece.covered), "arrival": 1,
        "timed": str(folder / "timed"), "untimed": str(folder / "untimed")}
results = io.BytesIO()
worker.work(io.BytesIO(json.dumps(task).encode() + b"\\n" + piece.data), results)
print(json.loads(results.getvalue())["counts"]["kept"], [name for name in ("pandas", "streamlit") if sys.modules.get(name)])
"""
    command = [sys.executable, "-c", code, str(tmp_path)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "200 []"


@pytest.mark.real
def test_every_leaf_of_a_real_day_is_in_its_column(tmp_path: Path) -> None:
    with gzip.open(captures.path("verify-24h.eve.json.gz")) as file:
        lines = [line for line, _ in zip(file, range(4_000), strict=False)]
    segment = made.segment(tmp_path, *(line.rstrip(b"\n") for line in lines))
    found: dict[int, list[tuple[str, object]]] = {row: [] for row in range(segment.size)}
    for column in segment.columns():
        values = column.values.to_pylist() if column.kind == "string" else column.values.tolist()
        for row, code in zip(column.rows.tolist(), column.codes.tolist(), strict=True):
            found[row].append((column.path, values[code]))
    for row, held in found.items():
        assert sorted(held, key=repr) == sorted(flat("", json.loads(segment.lines([row])[0])), key=repr)


def flat(path: str, value: object) -> list[tuple[str, object]]:
    match value:
        case dict():
            return [leaf for key, each in value.items() for leaf in flat(f"{path}.{key}" if path else key, each)]
        case list():
            return [leaf for each in value for leaf in flat(path, each)]
        case None:
            return []
        case _:
            return [(path, value)]

"""Everything that matches, as a file: whole, typed, harmless, and never half of one."""

import csv
import io
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from connector.answers import Events, Note, Progress
from connector.config import Config
from connector.errors import ConnectorError, QueryError
from connector.export import FORMS, Exported, csv_lines, export
from connector.query import Query
from connector.source import Source
from connector.sources import eve, scirius
from connector.window import Window
from tests import small
from tests.wire import serving

ALL = Query(limit=None)
HOSTILE: dict[str, object] = {
    "http": {"url": "=cmd|' /C calc'!A0", "hostname": 'a "b", c\nd'},
    "=1+1": "header",
    "mixed": "text",
    "big": 2**70,
    "list": ["a", "b"],
    "deep": [{"x": 1}],
    "flag": True,
    "ratio": 0.5,
}


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """Thirty events, one of an attacker, and one whose fields are of other kinds."""
    more = [
        small.event(40, **HOSTILE),
        small.event(41, mixed=7, big=1, ratio=3, exact=2**53 + 1, unsigned=2**64 - 1),
        small.event(42, timestamp="never"),
    ]
    config = Config(source="eve", eve_path=(str(small.write(tmp_path / "eve.json", *more)),), data=tmp_path / "data")
    opened = eve.open(config, "eve")
    opened.read()
    return opened


def written(source: Source, form: str, query: Query = ALL, columns: tuple[str, ...] | None = None) -> bytes:
    out = io.BytesIO()
    export(source, query, out, form, columns)
    return out.getvalue()


def cells(source: Source, columns: tuple[str, ...] | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(source, "csv", ALL, columns).decode(), newline="")))


def test_ndjson_is_every_event_as_it_was_written(source: Source, tmp_path: Path) -> None:
    lines = written(source, "ndjson").splitlines()
    assert sorted(lines) == sorted((tmp_path / "eve.json").read_bytes().splitlines())
    assert lines == list(source.events(ALL).raw)


def test_csv_has_every_field_and_runs_nothing(source: Source) -> None:
    found = cells(source)
    assert len(found) == 33
    assert list(found[0])[:3] == ["timestamp", "event_type", "src_ip"]
    (attack,) = (row for row in found if row["http.url"].startswith("'"))
    assert attack["http.url"] == "'=cmd|' /C calc'!A0"
    assert attack["http.hostname"] == 'a "b", c\nd'
    assert attack["'=1+1"] == "header"
    assert (attack["big"], attack["list"], attack["deep"]) == (str(2**70), '["a","b"]', '[{"x":1}]')
    assert (attack["flag"], attack["ratio"]) == ("true", "0.5")


def test_times_are_utc_and_empty_where_they_cannot_be_read(source: Source) -> None:
    times = [row["timestamp"] for row in cells(source)]
    assert times[0] == "2026-10-31T11:59:00.000000Z"
    assert times[-1] == ""
    assert json.loads(written(source, "json"))[-1]["timestamp"] is None


def test_json_is_an_array_of_flat_objects(source: Source) -> None:
    found = json.loads(written(source, "json"))
    assert len(found) == 33
    assert found[0]["timestamp"] == "2026-10-31T11:59:00.000000Z"
    (attack,) = (row for row in found if "big" in row and row["big"] > 1)
    assert attack["big"] == 2**70
    assert attack["http.url"] == "=cmd|' /C calc'!A0"
    assert "dns.rrname" not in found[0]


def test_parquet_has_one_type_a_column_and_every_integer_exactly(source: Source) -> None:
    frame = pd.read_parquet(io.BytesIO(written(source, "parquet")))
    assert len(frame) == 33
    kinds = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    assert kinds["timestamp"] == "datetime64[us, UTC]"
    assert (kinds["flow_id"], kinds["exact"], kinds["unsigned"]) == ("Int64", "Int64", "UInt64")
    assert (kinds["flag"], kinds["ratio"]) == ("boolean", "Float64")
    assert frame["exact"].dropna().tolist() == [2**53 + 1]
    assert frame["unsigned"].dropna().tolist() == [2**64 - 1]
    assert sorted(frame["mixed"].dropna()) == ['"text"', "7"]
    assert sorted(frame["big"].dropna()) == ["1", str(2**70)]
    assert frame["deep"].dropna().tolist() == ['[{"x":1}]']
    assert [list(each) for each in frame["list"].dropna()] == [["a", "b"]]


def test_parquet_holds_what_the_frame_of_events_holds(source: Source) -> None:
    frame = source.events(ALL).frame
    plain = [name for name in frame if frame[name].dtype != object]
    read = pd.read_parquet(io.BytesIO(written(source, "parquet")))
    assert list(read) == list(frame)
    assert_frame_equal(read[plain], frame[plain], check_exact=True)


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_columns_that_are_asked_for_come_in_their_order(source: Source, form: str) -> None:
    columns = ("dest_port", "deep.x", "nosuch", "timestamp")
    out = written(source, form, ALL, columns)
    match form:
        case "csv":
            assert out.splitlines()[0] == b"dest_port,deep.x,nosuch,timestamp"
            assert b"80,[1],,2026-10-31T11:19:00.000000Z" in out.splitlines()
        case "json":
            assert [*json.loads(out)[0]] == list(columns)
            assert {"dest_port": 80, "deep.x": [1], "nosuch": None, "timestamp": "2026-10-31T11:19:00.000000Z"} in json.loads(out)
        case _:
            frame = pd.read_parquet(io.BytesIO(out))
            assert list(frame) == list(columns)
            assert frame["deep.x"].dropna().tolist() == ["[1]"]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_that_matches_is_an_empty_file_of_its_form(source: Source, form: str) -> None:
    out = written(source, form, Query("event_type:nosuch", limit=None))
    match form:
        case "ndjson":
            assert out == b""
        case "json":
            assert json.loads(out) == []
        case "csv":
            assert out == b"timestamp,event_type,src_ip,src_port,dest_ip,dest_port,proto,app_proto\n"
        case _:
            assert_frame_equal(pd.read_parquet(io.BytesIO(out)), source.events(Query("event_type:nosuch")).frame)


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_a_server_gives_the_same_file(source: Source, form: str) -> None:
    day = Query(window=Window.between("2026-10-31", "2026-11-01"), limit=None)
    with serving(source, "5ecret" * 6) as base:
        server = scirius.open(Config(scirius_host=base, scirius_token="5ecret" * 6), "scirius")
        assert written(server, form, day) == written(source, form, day)


def test_a_real_infection_comes_out_whole(training_02: Source) -> None:
    assert tuple(written(training_02, "ndjson").splitlines()) == training_02.events(ALL).raw
    frame = training_02.events(ALL).frame
    plain = [name for name in frame if frame[name].dtype != object]
    read = pd.read_parquet(io.BytesIO(written(training_02, "parquet")))
    assert list(read) == list(frame)
    assert_frame_equal(read[plain], frame[plain], check_exact=True)


def test_more_events_than_one_batch_holds_have_one_header_and_one_type_a_column(verify_24h: Source) -> None:
    part = Query("event_type:(dns OR flow OR smb)", Window.between("2026-10-31", "2026-11-01"), limit=None)
    expected = verify_24h.trend(part).count
    assert expected > 10_000
    table = list(csv.DictReader(io.StringIO(written(verify_24h, "csv", part).decode(), newline="")))
    frame = pd.read_parquet(io.BytesIO(written(verify_24h, "parquet", part)))
    assert len(table) == len(frame) == expected
    assert [*table[0]] == list(frame)
    assert [row["flow_id"] for row in table] == ["" if pd.isna(number) else str(number) for number in frame["flow_id"]]
    assert frame["flow_id"].dtype == "Int64"


def test_what_a_file_lacks_is_said() -> None:
    missing = Note("cut", "Some events of one millisecond are missing.")

    class Half(eve.EveSource):
        def batches(self, *question: object, **more: object) -> Iterator[Events]:
            frame = pd.DataFrame(index=range(1))
            yield Events(frame, (b'{"a":1}',), ("1",), 5, False, (missing,))
            yield Events(frame, (b'{"a":2}',), ("2",), 5, True, (missing,))

    half = Half(Config(), "eve", ("nowhere",))
    assert export(half, ALL, io.BytesIO(), "csv") == Exported(2, 5, False, (missing,))


def test_a_limit_says_how_many_there_are(source: Source) -> None:
    out = io.BytesIO()
    assert export(source, Query(limit=3), out, "ndjson") == Exported(3, 33)
    assert len(out.getvalue().splitlines()) == 3


@pytest.mark.parametrize("form", FORMS)
def test_the_ending_of_a_name_says_the_form(source: Source, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"events.{form.upper()}"
    path.write_text("what was there before")
    done = export(source, ALL, path)
    assert (done.events, done.total) == (33, 33)
    assert path.read_bytes() == written(source, form)
    assert {each.name for each in tmp_path.iterdir()} == {"data", "eve.json", path.name}


def test_a_link_keeps_leading_to_the_file(source: Source, tmp_path: Path) -> None:
    (tmp_path / "link.ndjson").symlink_to(tmp_path / "file.ndjson")
    export(source, ALL, tmp_path / "link.ndjson")
    assert (tmp_path / "link.ndjson").is_symlink()
    assert (tmp_path / "file.ndjson").stat().st_size > 0


def test_a_named_pipe_is_written_to_and_stays_one(source: Source, tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe.parquet", io.BytesIO()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.write(pipe.read_bytes()))
    reader.start()
    export(source, ALL, pipe)
    reader.join()
    assert pipe.is_fifo()
    assert len(pd.read_parquet(got)) == 33


@pytest.mark.parametrize("form", FORMS)
def test_an_export_that_is_stopped_leaves_the_old_file_and_nothing_else(source: Source, tmp_path: Path, form: str) -> None:
    class Stopped(Exception):
        pass

    def stop(progress: Progress) -> None:
        raise Stopped

    path = tmp_path / f"events.{form}"
    path.write_text("what was there before")
    with pytest.raises(Stopped):
        export(source, ALL, path, on_progress=stop)
    assert path.read_text() == "what was there before"
    assert {each.name for each in tmp_path.iterdir()} == {"data", "eve.json", path.name}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full here")
@pytest.mark.parametrize("form", FORMS)
def test_a_full_disk_is_one_sentence(source: Source, form: str) -> None:
    with pytest.raises(ConnectorError, match=r"^/dev/full cannot be written: .*\. Make room, or write elsewhere\.$"):
        export(source, ALL, Path("/dev/full"), form)


def test_a_folder_that_is_not_there_is_one_sentence(source: Source, tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match=r"nowhere/events.csv cannot be written: No such file or directory"):
        export(source, ALL, tmp_path / "nowhere" / "events.csv")


@pytest.mark.parametrize(
    ("name", "form", "columns", "says"),
    [
        ("events.txt", None, None, "events.txt does not say"),
        ("events.csv", "xlsx", None, "'xlsx'"),
        ("events.csv", None, (), "at least one name"),
        ("events.ndjson", None, ("src_ip",), "whole events"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is(
    source: Source, tmp_path: Path, name: str, form: str | None, columns: tuple[str, ...] | None, says: str
) -> None:
    with pytest.raises(QueryError, match=says):
        export(source, ALL, tmp_path / name, form, columns)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("form", FORMS)
def test_progress_rises_to_the_whole(source: Source, form: str) -> None:
    shares: list[float] = []
    export(source, ALL, io.BytesIO(), form, on_progress=lambda progress: shares.append(progress.share))
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_carriage_return_ends_no_row(tmp_path: Path) -> None:
    assert csv_lines([["a", "x\r=HYPERLINK(1)", 1, None], [""], ['say "x"']]) == b'a,"x\r=HYPERLINK(1)",1,\n""\n"say ""x"""\n'

"""Files that a person opens elsewhere: exact, and harmless to a spreadsheet."""

import csv
import io

import pandas as pd

from ui import export


def _cells(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8"), newline="")))


def test_a_cell_that_a_spreadsheet_would_run_is_only_text() -> None:
    formulas = ['=HYPERLINK("https://attacker.example")', "+1", "-2+3", "@SUM(A1)", "\tx", "\rx"]
    rows = _cells(export.csv(pd.DataFrame({"http.url": formulas})))
    assert [row[0] for row in rows[1:]] == [f"'{formula}" for formula in formulas]


def test_a_header_that_a_spreadsheet_would_run_is_only_text() -> None:
    assert _cells(export.csv(pd.DataFrame({"=cmd": ["x"]})))[0] == ["'=cmd"]


def test_numbers_times_and_missing_cells_stay_what_they_are() -> None:
    frame = pd.DataFrame(
        {
            "timestamp": pd.to_datetime(["2026-10-31T14:38:21.123456Z", None], utc=True),
            "dest_port": pd.array([80, None], dtype="Int64"),
            "flow_id": pd.array([1_544_893_226_417_931, -1], dtype="Int64"),
            "event_type": pd.Series(["http", None], dtype="str"),
            "dns.answers": pd.Series([["a", 7], None], dtype=object),
            "sentence": pd.Series(["GET a, b", 'say "x"'], dtype=object),
        }
    )
    assert _cells(export.csv(frame)) == [
        ["timestamp", "dest_port", "flow_id", "event_type", "dns.answers", "sentence"],
        ["2026-10-31T14:38:21.123456Z", "80", "1544893226417931", "http", "a, 7", "GET a, b"],
        ["", "", "-1", "", "", 'say "x"'],
    ]


def test_a_lone_surrogate_does_not_stop_the_export() -> None:
    assert _cells(export.csv(pd.DataFrame({"a": pd.Series(["x\ud800y"], dtype=object)})))[1] == ["x?y"]


def test_ndjson_is_the_events_as_they_were_written() -> None:
    raw = (b'{"a": 1,  "a": 2}', b'{"b":18446744073709551617}')
    assert export.ndjson(raw) == b'{"a": 1,  "a": 2}\n{"b":18446744073709551617}\n'
    assert export.ndjson(()) == b""

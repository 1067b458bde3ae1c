"""What sensors lost, from counters that grow, begin anew, and are missing."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd

from connector.config import Config
from connector.losses import Losses, losses
from connector.query import Query
from connector.source import Source
from connector.sources import eve, scirius
from connector.window import Window
from tests import small
from tests.wire import serving

TOKEN = "5ecret" * 6
START = datetime(2026, 10, 31, 14, tzinfo=UTC)
HOUR = Window(START, START + timedelta(hours=1))


def report(minute: float, packets: object, drops: object, host: str | None = "sensor-a") -> dict[str, object]:
    moment = START + timedelta(minutes=minute)
    capture = {name: count for name, count in (("kernel_packets", packets), ("kernel_drops", drops)) if count is not None}
    event: dict[str, object] = {
        "timestamp": moment.isoformat(),
        "event_type": "stats",
        "stats": {"uptime": 9, "capture": capture},
    }
    return event if host is None else event | {"host": host}


def told(tmp_path: Path, *reports: dict[str, object], query: Query | None = None) -> Losses:
    path = tmp_path / "eve.json"
    path.write_text("".join(json.dumps(each) + "\n" for each in [*small.events(), *reports]))
    source = eve.open(Config(source="eve", eve_path=(str(path),), data=tmp_path), "eve")
    source.read()
    return losses(source, query or Query(window=HOUR))


def rows(found: Losses) -> list[tuple[object, ...]]:
    frame = found.frame.assign(begin=_minutes(found.frame["begin"]), end=_minutes(found.frame["end"]))
    return [tuple(None if pd.isna(value) else value for value in row) for row in frame.itertuples(index=False)]


def _minutes(times: pd.Series) -> pd.Series:
    return (times - START).dt.total_seconds() / 60


def test_what_was_lost_is_the_growth_between_two_reports(tmp_path: Path) -> None:
    found = told(tmp_path, report(0, 1_000, 7), report(10, 2_000, 7), report(20, 3_000, 107), report(30, 4_000, 108))
    assert rows(found) == [("sensor-a", 10, 20, 100, 1_000), ("sensor-a", 20, 30, 1, 1_000)]
    assert found.notes == ()


def test_a_sensor_that_lost_something_before_the_window_only_is_calm(tmp_path: Path) -> None:
    found = told(tmp_path, report(-9, 1, 0), report(-5, 1_000, 500), report(5, 1_500, 500), report(55, 2_000, 500))
    assert rows(found) == []
    assert set(map(str, found.frame.dtypes)) == {"string", "datetime64[us, UTC]", "int64", "Int64"}


def test_a_counter_that_begins_anew_lost_what_it_shows(tmp_path: Path) -> None:
    found = told(tmp_path, report(0, 9_000, 900), report(10, 9_500, 950), report(20, 400, 30), report(30, 900, 30))
    assert rows(found) == [("sensor-a", 0, 10, 50, 500), ("sensor-a", 10, 20, 30, 400)]


def test_a_restart_is_seen_by_the_packets_too(tmp_path: Path) -> None:
    found = told(tmp_path, report(0, 9_000, 10), report(10, 500, 60))
    assert rows(found) == [("sensor-a", 0, 10, 60, 500)]


def test_sensors_are_counted_apart_and_one_may_have_no_name(tmp_path: Path) -> None:
    reports = [report(minute, 1_000 + minute, minute, "sensor-b") for minute in (0, 10)]
    reports += [report(minute + 1, 50 + minute, 0, "sensor-a") for minute in (0, 10)]
    reports += [report(minute + 2, 70 + minute, 5 * minute, None) for minute in (0, 10)]
    found = told(tmp_path, *reports)
    assert rows(found) == [("sensor-b", 0, 10, 10, 10), (None, 2, 12, 50, 10)]


def test_reports_of_several_suricatas_under_one_name_say_nothing(tmp_path: Path) -> None:
    reports = [report(minute, 10_000 * (minute % 2) + minute, 5_000 * (minute % 2) + minute) for minute in range(12)]
    found = told(tmp_path, *reports)
    assert rows(found) == []
    assert [(note.kind, "sensor-a" in note.text) for note in found.notes] == [("partial", True)]


def test_reports_without_packets_tell_the_lost_ones_all_the_same(tmp_path: Path) -> None:
    found = told(tmp_path, report(0, None, 10), report(10, None, 40))
    assert rows(found) == [("sensor-a", 0, 10, 30, None)]


def test_what_is_no_counter_plays_no_part(tmp_path: Path) -> None:
    odd = [report(5, "many", "few"), report(6, 10, -4), report(7, 10, 2**70), report(8, None, None)]
    found = told(tmp_path, report(0, 10, 1), *odd, report(10, 20, 3))
    assert rows(found) == [("sensor-a", 0, 10, 2, 10)]


def test_the_filter_of_a_page_plays_no_part(tmp_path: Path) -> None:
    found = told(tmp_path, report(0, 10, 1), report(10, 20, 3), query=Query("event_type:alert", HOUR))
    assert len(found.frame) == 1


def test_real_sensors_that_dropped_nothing_are_calm(verify_24h: Source) -> None:
    assert losses(verify_24h, Query()).frame.empty


def test_a_server_tells_the_same_and_what_it_did_not_count(tmp_path: Path) -> None:
    path = tmp_path / "eve.json"
    reports = [report(minute, 1_000 * minute, 10 * minute) for minute in range(4)]
    path.write_text("".join(json.dumps(each) + "\n" for each in reports))
    source = eve.open(Config(source="eve", eve_path=(str(path),), data=tmp_path), "eve")
    source.read()
    asked: list[str] = []
    with serving(source, TOKEN, asked=asked) as address:
        server = scirius.open(Config(scirius_host=address, scirius_token=TOKEN), "scirius")
        found = losses(server, Query(window=HOUR))
    assert rows(found) == rows(losses(source, Query(window=HOUR)))
    assert len(asked) == 2, "one count, and one page of reports"

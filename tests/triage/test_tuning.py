"""Tuning: what a line would have removed is what it removes."""

from datetime import timedelta
from pathlib import Path

from connector import lucene
from connector.config import Config
from connector.query import Query
from connector.sources import eve
from connector.triage.ruled import rulings
from connector.triage.tuning import limited, suggestions
from tests import small
from tests.triage.test_ruled import ALERTS, DAY, verdict

SCAN = {"signature": "SCAN", "signature_id": 77, "severity": 3, "gid": 1}


def opened(tmp_path: Path) -> eve.EveSource:
    scans = [
        small.event(100 + number * 10, event_type="alert", alert=SCAN, src_ip=f"203.0.113.{number % 4}") for number in range(40)
    ]
    path = small.write(tmp_path / "eve.json", *scans)
    source = eve.open(Config(source="eve", eve_path=(str(path),), data=tmp_path / "data"), "eve")
    source.read()
    return source


def test_lines_say_what_they_would_have_removed(tmp_path: Path) -> None:
    source = opened(tmp_path)
    scan, one = lucene.term("alert.signature_id", 77), lucene.term("src_ip", "203.0.113.1")
    steps = [verdict(source, "false alarm", scan), verdict(source, "escalated", lucene.both(scan, one))]
    given = rulings(steps, source.position())
    query = Query(ALERTS.filter, DAY)
    found = {
        each.line: (each.alerts, each.hosts, each.escalated) for each in suggestions(source, query, given, source.position())
    }
    assert found["suppress gen_id 1, sig_id 77"] == (40, 5, 10)
    assert found["suppress gen_id 1, sig_id 77, track by_src, ip 203.0.113.0/24"] == (40, 5, 10)
    assert found["suppress gen_id 1, sig_id 77, track by_src, ip 203.0.113.0"] == (10, 2, 0)
    assert "suppress gen_id 1, sig_id 77, track by_src, ip 203.0.113.1" not in found, "all of it is escalated"
    # Each source once in 40 minutes: every second one is within the hour.
    assert found["threshold gen_id 1, sig_id 77, type limit, track by_src, count 1, seconds 3600"] == (20, 5, 5)
    assert suggestions(source, query, (), source.position()) == ()


def test_no_text_of_an_event_and_no_other_generator_stands_in_a_line(tmp_path: Path) -> None:
    forged = small.event(50, event_type="alert", alert=SCAN, src_ip="fe80::1%x\nsuppress gen_id 1, sig_id 2100498")
    other = small.event(51, event_type="alert", alert=SCAN | {"gid": 3}, src_ip="203.0.113.1")
    path = small.write(
        tmp_path / "eve.json", forged, other, small.event(52, event_type="alert", alert=SCAN, src_ip="203.0.113.1")
    )
    source = eve.open(Config(source="eve", eve_path=(str(path),), data=tmp_path / "data"), "eve")
    source.read()
    given = rulings([verdict(source, "closed", lucene.term("alert.signature_id", 77))], source.position())
    found = {each.line: each.alerts for each in suggestions(source, Query(ALERTS.filter, DAY), given, source.position())}
    assert (found["suppress gen_id 1, sig_id 77"], found["suppress gen_id 3, sig_id 77"]) == (2, 1)
    assert not [line for line in found if "2100498" in line]


def test_a_limit_lets_one_through_in_its_time() -> None:
    events = [(small.END + timedelta(minutes=minute), source) for minute in (0, 30, 59, 60, 61, 200) for source in "ab"]
    assert limited(events) == [2, 3, 4, 5, 8, 9]
    assert limited([]) == []

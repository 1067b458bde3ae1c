"""The ground truth of two real captures, counted with plain Python, through every door of the library."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from connector import Connector
from connector.source import Source
from connector.window import Window
from tests import captures
from tests.wire import API, serving

ROOT = Path(__file__).parents[1]
TOKEN = "a-token-for-this-test"
FIELDS = ("src_ip", "dest_ip", "dest_port", "src_port", "proto", "app_proto", "http.hostname", "http.status",
          "http.http_user_agent", "tls.sni", "tls.version", "fileinfo.filename")  # fmt: skip
TEXTS = ("proto", "app_proto", "http.hostname", "tls.sni", "tls.version", "fileinfo.filename")


@dataclass(frozen=True)
class Capture:
    """A real capture, its truth, and whole hours that hold all of it."""

    source: Source
    path: Path
    known: dict[str, Any]
    window: Window

    @property
    def bounds(self) -> tuple[str, ...]:
        assert self.window.start is not None
        assert self.window.end is not None
        return ("--from", self.window.start.isoformat(), "--to", self.window.end.isoformat())


@pytest.fixture(params=["verify-24h", "training-02"])
def capture(request: pytest.FixtureRequest) -> Capture:
    name = request.param
    source: Source = request.getfixturevalue(name.replace("-", "_"))
    truth = captures.path("expectations.json" if name == "verify-24h" else "expectations-training-02.json")
    known = json.loads(truth.read_bytes())
    hours = [datetime.fromisoformat(hour).replace(tzinfo=UTC) for hour in known["per_hour_total"]]
    window = Window(min(hours), max(hours) + timedelta(hours=1))
    return Capture(source, captures.path(f"{name}.eve.json.gz"), known, window)


@pytest.fixture
def connector(capture: Capture) -> Connector:
    return Connector.over(capture.source).set_window(capture.window)


def counts(known: dict[str, Any], number: int = 20) -> dict[Any, int]:
    """The values above the last one listed, whose equals are not all listed."""
    least = known["top"][-1][1] if known["distinct"] > len(known["top"]) else 0
    return {value: count for value, count in known["top"][:number] if count > least}


@pytest.mark.real
def test_the_connector_counts_types_hours_alerts_severities_and_queries(capture: Capture, connector: Connector) -> None:
    known = capture.known
    assert connector.count() == known["total_events"]
    assert connector.get_alerts_count()["doc_count"] == known["alerts"]
    types = connector.values("event_type", size=100).frame
    assert dict(zip(types["key"], types["count"], strict=True)) == known["event_types"]
    severities = connector.values("alert.severity", "event_type:alert").frame
    assert {str(key): count for key, count in zip(severities["key"], severities["count"], strict=True)} == known[
        "alerts_per_severity"
    ]
    hours = connector.timeline(by="event_type", buckets=len(known["per_hour_total"])).frame
    assert {f"{hour:%Y-%m-%dT%H}": total for hour, total in hours.groupby("time")["count"].sum().items() if total} == {
        hour: total for hour, total in known["per_hour_total"].items() if total
    }
    for row in hours[hours["key"].notna() & (hours["count"] > 0)].itertuples():
        assert known["per_hour"][f"{row.time:%Y-%m-%dT%H}"][row.key] == row.count


@pytest.mark.real
@pytest.mark.parametrize("field", FIELDS)
def test_the_connector_counts_top_values(capture: Capture, connector: Connector, field: str) -> None:
    known = capture.known[f"top_{field}"]
    found = connector.values(field, size=len(known["top"]))
    assert found.distinct == known["distinct"]
    assert counts(known).items() <= dict(zip(found.frame["key"], found.frame["count"], strict=True)).items()


@pytest.mark.real
def test_the_connector_gives_whole_flows_byte_for_byte(capture: Capture, connector: Connector) -> None:
    for flow in capture.known["flows"]:
        events = connector.events(f"flow_id:{flow['flow_id']}")
        assert events.total == flow["count"]
        assert sorted(hashlib.sha1(line).hexdigest() for line in events.raw) == sorted(
            event["sha1_of_line"] for event in flow["events"]
        )


@pytest.mark.real
def test_the_command_line_says_the_same(capture: Capture, bare_environment: Path) -> None:
    known, where = capture.known, ("--eve", str(capture.path), *capture.bounds)

    def run(*words: str) -> bytes:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "EVELENS_DATA": os.environ["EVELENS_DATA"]}
        return subprocess.run(
            [sys.executable, "-m", "connector", *words, *where], capture_output=True, check=True, env=environment
        ).stdout

    assert run("count") == b"%d\n" % known["total_events"]
    assert run("count", "event_type:alert") == b"%d\n" % known["alerts"]
    types = json.loads(run("values", "event_type", "--limit", "100", "--format", "json"))
    assert {row["key"]: row["count"] for row in types} == known["event_types"]
    hours = json.loads(run("timeline", "--buckets", str(len(known["per_hour_total"])), "--format", "json"))
    assert {row["time"][:13]: row["count"] for row in hours if row["count"]} == {
        hour: total for hour, total in known["per_hour_total"].items() if total
    }
    flow = known["flows"][0]
    lines = run("events", f"flow_id:{flow['flow_id']}", "--format", "ndjson").splitlines()
    assert sorted(hashlib.sha1(line).hexdigest() for line in lines) == sorted(event["sha1_of_line"] for event in flow["events"])


@pytest.mark.real
def test_the_rest_api_says_the_same_also_of_events_without_a_sensor_name(capture: Capture) -> None:
    known = capture.known
    assert capture.window.start is not None
    assert capture.window.end is not None
    dates = {"from_date": int(capture.window.start.timestamp() * 1000), "to_date": int(capture.window.end.timestamp() * 1000)}
    with serving(capture.source, TOKEN) as base, requests.Session() as http:
        http.headers.update({"Authorization": f"Token {TOKEN}", "Accept": "application/json"})

        def ask(endpoint: str, **more: str | int) -> Any:
            answer = http.get(f"{base}{API}{endpoint}/", params=dates | more, timeout=30)
            assert answer.status_code == 200
            return answer.json()

        assert ask("alerts_count", alert="true", discovery="true")["doc_count"] == known["alerts"]
        assert ask("events_tail", page_size=1)["count"] == known["total_events"]
        hours = ask("events_timeline", interval=3600)["aggregations"]["date"]["buckets"]
        assert sum(bucket["doc_count"] for bucket in hours) == known["total_events"]
        assert {
            f"{datetime.fromtimestamp(bucket['key'] / 1000, UTC):%Y-%m-%dT%H}": bucket["doc_count"] for bucket in hours
        }.items() >= {hour: total for hour, total in known["per_hour_total"].items() if total}.items()
        for field in TEXTS:
            values = {row["key"]: row["doc_count"] for row in ask("unique_values", field=field, counts="yes", size=10_000)}
            assert counts(known[f"top_{field}"]).items() <= values.items()
        first, last = (datetime.fromisoformat(known[end]) for end in ("first_timestamp", "last_timestamp"))
        alerts = ask("alerts_timerange", alert="true", discovery="true")
        assert (
            first.timestamp() * 1000 - 1 <= alerts["min_timestamp"] <= alerts["max_timestamp"] <= last.timestamp() * 1000 + 1000
        )

"""A filter in jq finds the same events, or there is none."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from connector.config import Config
from connector.query import Query
from connector.sources import eve
from tests import small
from ui.jq import jq

FILTERS = (
    "*",
    "event_type:alert",
    "event_type:ALERT",
    '"event_type:alert" OR event_type:"http"',
    "event_type:alert AND alert.severity:1",
    "event_type:alert AND NOT alert.severity:1",
    "-event_type:flow",
    "http.status:200 OR alert.severity:2",
    "NOT http.status:200",
    "src_ip:10.0.0.1 AND (event_type:flow OR event_type:http) AND -dest_port:443",
    "event_type:(flow OR http) src_ip:10.0.0.2",
    "_exists_:alert.severity",
    "src_port:40003",
)


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize("filter", [each for each in FILTERS if jq(each) is not None])
def test_jq_finds_the_events_that_the_filter_finds(tmp_path: Path, filter: str) -> None:
    odd: list[dict[str, object]] = [{"event_type": 7}, {"alert": "text"}, {"event_type": None, "http": None}]
    path = small.write(tmp_path / "eve.json", *odd)
    source = eve.open(Config(source="eve", eve_path=(str(path),), data=tmp_path), "eve")
    source.read()
    found = subprocess.run(["jq", "-c", str(jq(filter)), str(path)], capture_output=True, text=True, check=True).stdout
    assert len(found.splitlines()) == source.trend(Query(filter)).count


def test_most_filters_of_plain_fields_have_one() -> None:
    assert [each for each in FILTERS if jq(each) is None] == ['"event_type:alert" OR event_type:"http"']
    assert jq("event_type:alert") == 'select((.event_type | tostring | ascii_downcase) == "alert")'


@pytest.mark.parametrize(
    "filter",
    [
        "alert.signature:trojan",
        "app_proto:null",
        "curl",
        "src_ip:10.0.0.0/8",
        "src_ip:2001:db8\\:\\:1",
        "ip:10.0.0.1",
        "dest_port:[1 TO 80]",
        "dest_port:>80",
        "dest_port:80*",
        "event_type:al*",
        'event_type:"alert \\" | halt"',
        "flow_id:9223372036854775807",
        "event_type:(",
        "http.http_user_agent:/cu.l/",
    ],
)
def test_what_jq_would_find_otherwise_has_none(filter: str) -> None:
    assert jq(filter) is None


def test_a_value_never_leaves_its_string() -> None:
    for value in ("x' ; rm", 'x" | halt', "a\\'b", "ünï"):
        program = jq(f"event_type:{json.dumps(value)}")
        assert program is None

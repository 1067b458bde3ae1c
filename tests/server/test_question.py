"""The API without HTTP: names, parameters, and sentences instead of statuses."""

import json
import socket
from urllib.parse import urlencode

import pytest

from connector.config import Config
from connector.errors import QueryError, SourceUnreachable
from connector.server import answer
from connector.server.endpoints import ENDPOINTS
from connector.source import Source
from connector.sources import scirius
from tests.server.conftest import DAY
from tests.test_server import TOKEN, request
from tests.wire import serving

GIVEN = {"hosts": "*", "sid": "77", "sids": "77", "field": "src_ip", "fields": "src_ip", "ip": "10.0.0.1"}
NOW = ("timestamp", "took")


@pytest.mark.parametrize("as_recorded", [False, True])
def test_it_gives_what_the_server_gives(awkward: Source, as_recorded: bool) -> None:
    with serving(awkward, TOKEN, as_recorded=as_recorded) as base:
        for path, endpoint in ENDPOINTS.items():
            if endpoint.method != "GET" or (as_recorded and path == "rule/{sid}"):
                continue
            asked = {name: text for name, text in GIVEN.items() if any(each.name == name for each in endpoint.parameters)}
            name = path.format(sid=77)
            status, body, _ = request(f"{base}/rest/rules/{name}/?{urlencode({**DAY, **asked})}")
            served, here = json.loads(body), json.loads(json.dumps(answer(awkward, name, {**DAY, **asked}, as_recorded)))
            for each in (served, here):
                for name in (*NOW, "next") if isinstance(each, dict) else ():
                    each.pop(name, None)
            assert (status, served) == (200, here), path


def test_a_server_behind_it_gives_what_its_files_give(awkward: Source) -> None:
    body = {"index": "*", "qfilter": "*", "size": 3, "aggs": {"1": {"terms": {"field": "event_type"}}}}
    with serving(awkward, TOKEN) as base:
        behind = scirius.open(Config(scirius_host=base, scirius_token=TOKEN), "scirius")
        for path, endpoint in ENDPOINTS.items():
            asked = {name: text for name, text in GIVEN.items() if any(each.name == name for each in endpoint.parameters)}
            found, expected = (
                answer(source, path.format(sid=77), {**DAY, **asked}, body=body if endpoint.method == "POST" else None)
                for source in (behind, awkward)
            )
            for each in (found, expected):
                for name in (*NOW, "cluster_uuid") if isinstance(each, dict) else ():
                    each.pop(name, None)
            assert found == expected, path


@pytest.mark.parametrize(
    "name", ["alerts_count", "alerts_count/", "es/alerts_count", "rest/rules/es/alerts_count/", "/rest/rules/es/alerts_count"]
)
def test_an_endpoint_has_a_name_and_a_path(awkward: Source, name: str) -> None:
    assert answer(awkward, name, DAY) == {"prev_doc_count": 0, "doc_count": 12}


def test_the_two_endpoints_called_rule_are_told_apart(awkward: Source) -> None:
    assert answer(awkward, "rule", {**DAY, "sid": 77}) == {"rule": [{"key": "sensor-a", "doc_count": 1}]}
    for name in ("rule/77", "rest/rules/rule/77/"):
        found = answer(awkward, name, {})
        assert isinstance(found, dict)
        assert found["msg"] == "KNOWN rule"


def test_numbers_and_booleans_are_taken(awkward: Source) -> None:
    assert answer(awkward, "alerts_count", {"from_date": int(DAY["from_date"]), "to_date": int(DAY["to_date"]), "alert": True,
                                            "prev": False}) == {"doc_count": 12}  # fmt: skip


def test_other_pages_are_paths_on_no_server(awkward: Source) -> None:
    found = answer(awkward, "events_tail", {**DAY, "page_size": 10, "page": 2})
    assert isinstance(found, dict)
    assert found["next"].startswith("/rest/rules/es/events_tail/?")
    assert "page=3" in found["next"]


@pytest.mark.parametrize(
    ("name", "parameters", "sentence"),
    [
        ("nosuch", {}, "There is no endpoint 'nosuch': one of them is events_tail."),
        ("field_stats", {}, "Give field: it is required."),
        ("sigs_list", {}, "Give hosts and sids: it is required."),
        ("ip_flow_timeline", {}, "Give ip: it is required."),
        ("events_tail", {"page": "x"}, "page must be an integer: it is 'x'."),
        ("events_tail", {"from_date": "2026-10-31"}, "from_date must be Unix epoch in milliseconds: it is '2026-10-31'."),
        ("events_tail", {"ordering": "a b"}, "ordering must be a field, with - before it for newest first."),
        ("field_stats", {"field": "a", "ordering": "up"}, 'ordering: Wrong value, "asc" or "desc" must be used.'),
        ("rest/rules/rule/78/", {}, "No alert has the signature 78."),
        ("search", {}, "search needs a JSON object as its body: send it by POST."),
    ],
)
def test_a_refusal_is_one_sentence(awkward: Source, name: str, parameters: dict[str, object], sentence: str) -> None:
    with pytest.raises(QueryError) as refusal:
        answer(awkward, name, parameters)
    assert str(refusal.value) == sentence


def test_no_event_is_no_error(awkward: Source) -> None:
    empty = {"from_date": 1_000, "to_date": 2_000, **GIVEN}
    answers = {path: answer(awkward, path.format(sid=77), empty) for path, each in ENDPOINTS.items() if each.method == "GET"}
    assert answers["es/alerts_count"] == {"prev_doc_count": 0, "doc_count": 0}
    assert answers["es/events_from_flow_id"] == answers["es/rules_per_category"] == {}
    assert answers["es/graph_agg"] == {"graph": {"nodes": [], "edges": []}}
    assert answers["es/ip_pair_alerts"] == {"nodes": [], "links": []}
    assert answers["es/top_rules"] == answers["es/sigs_list"] == answers["es/field_stats"] == []
    assert answers["es/alerts_timerange"] != {"min_timestamp": 1_000, "max_timestamp": 3_000}


def test_an_error_of_the_source_stays_what_it_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        dead = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(SourceUnreachable, match="refuses the connection"):
        answer(scirius.open(Config(scirius_host=dead, scirius_token=TOKEN), "scirius"), "alerts_count", DAY)

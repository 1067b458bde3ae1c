"""Statuses and replies of the endpoints over HTTP, in both manners."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from connector.server.endpoints import ENDPOINTS
from connector.source import Source
from tests.server.conftest import DAY
from tests.test_server import TOKEN, request
from tests.wire import serving

ES = "/rest/rules/es/"


@pytest.fixture(scope="module")
def ours(awkward: Source) -> Iterator[str]:
    with serving(awkward, TOKEN) as base:
        yield base


@pytest.fixture(scope="module")
def double(awkward: Source) -> Iterator[str]:
    with serving(awkward, TOKEN, as_recorded=True) as base:
        yield base


def status_and_detail(base: str, name: str, **parameters: object) -> tuple[int, str]:
    status, body, _ = request(f"{base}{ES}{name}/?{urlencode({**DAY, **parameters})}")
    return status, str(json.loads(body)["detail"])


@pytest.mark.parametrize(
    ("name", "parameters", "reason"),
    [
        ("alerts_count", {"qfilter": "event_type:("}, "Expected a word"),
        ("alerts_count", {"alert": "false"}, "Ask for one kind of alert at least"),
        ("alerts_count", {"hosts": " "}, "hosts names no sensor"),
        ("unique_values", {"size": 0}, "size must be 1 or more: it is '0'."),
        ("field_stats", {"field": "src_ip", "page_size": "x"}, "page_size must be 1 or more: it is 'x'."),
        ("field_stats", {"field": "src_ip", "alert": "no", "sid": "("}, "sid must be the number of a signature"),
        ("fields_stats", {"fields": ""}, "fields names none"),
        ("top_rules", {"hosts": "*", "order": "up"}, "order must be asc or desc."),
        ("top_rules", {"hosts": "*", "count": -1}, "count must be 1 or more"),
        ("sigs_list", {"hosts": "*", "sids": "1,x"}, "sids must be the numbers of signatures"),
        ("graph_agg", {"size_dest": "many"}, "size_dest must be 1 or more"),
        ("timeline", {"interval": 0}, "interval makes more than"),
        ("events_tail", {"page": 0}, "page times page_size"),
    ],
)
def test_a_refusal_is_a_400_with_the_reason(
    ours: str, double: str, name: str, parameters: dict[str, object], reason: str
) -> None:
    status, detail = status_and_detail(ours, name, **parameters)
    assert status == 400
    assert reason in detail
    assert detail.endswith(".")
    if parameters.get("sid") != "(":
        status, detail = status_and_detail(double, name, **parameters)
    assert (status, detail.startswith("ES failure: ES transport error: 400 ")) in ((500, True), (400, False))


@pytest.mark.parametrize(
    ("name", "lacking"),
    [("field_stats", ["field"]), ("fields_stats", ["fields"]), ("top_rules", ["hosts"]), ("sigs_list", ["sids", "hosts"]),
     ("rules", ["hosts"]), ("rule", ["sid"])],
)  # fmt: skip
def test_what_must_be_given_is_named(ours: str, double: str, name: str, lacking: list[str]) -> None:
    for base in (ours, double):
        status, body, _ = request(f"{base}{ES}{name}/")
        assert (status, json.loads(body)) == (400, {each: ["This field is required."] for each in lacking})


def test_a_web_page_is_for_the_double_alone(ours: str, double: str) -> None:
    headers = {"Authorization": f"Token {TOKEN}", "Accept": "text/html"}
    kinds = [request(f"{base}{ES}alerts_count/", headers=headers)[2]["content-type"] for base in (ours, double)]
    assert kinds == ["application/json", "text/html; charset=utf-8"]


@pytest.mark.parametrize("path", [path for path, endpoint in ENDPOINTS.items() if endpoint.method == "GET"])
def test_every_endpoint_wants_the_token_and_is_for_reading(ours: str, path: str) -> None:
    address = f"{ours}/rest/rules/{path.format(sid=77)}/"
    assert request(address, headers={"Authorization": "Token wrong"})[0] == 403
    assert request(address, "DELETE")[0] == 403
    assert request(address, "POST", body="{}")[0] == 403


@pytest.mark.parametrize("path", [path for path, endpoint in ENDPOINTS.items() if endpoint.method == "GET"])
def test_every_endpoint_answers_json_in_the_shape_of_its_example(ours: str, path: str) -> None:
    needed = {
        "hosts": "*",
        "sid": 77,
        "sids": "77",
        "field": "src_ip",
        "fields": "src_ip,dest_port",
        "ip": "10.0.0.1",
        "counts": "yes",
    }
    given = {name: value for name, value in needed.items() if any(each.name == name for each in ENDPOINTS[path].parameters)}
    status, body, headers = request(f"{ours}/rest/rules/{path.format(sid=77)}/?{urlencode({**DAY, **given})}")
    assert (status, headers["content-type"]) == (200, "application/json")
    assert like(json.loads(body), ENDPOINTS[path].example, path), path


def like(found: object, example: object, where: str) -> bool:
    """Whether everything of the example is there, with values of the same kind."""
    match example:
        case dict():
            # Where the keys are those of the events, such as names of sensors, any one has the shape.
            named = {"sensor", "Flow"} & set(example)
            return isinstance(found, dict) and all(
                key in found and like(found[key], example[key], where) for key in set(example) - named
            )
        case list():
            return isinstance(found, list) and (not example or (bool(found) and like(found[0], example[0], where)))
        case None:
            return True
        case _:
            return isinstance(found, type(example)) or {type(found), type(example)} == {int, float}


@pytest.mark.parametrize("sid", ["78", "0", "9" * 40])
def test_a_rule_without_alerts_is_not_found(ours: str, sid: str) -> None:
    status, body, _ = request(f"{ours}/rest/rules/rule/{sid}/")
    assert (status, json.loads(body)) == (404, {"detail": "No Rule matches the given query."})


@pytest.mark.parametrize(
    "path", ["rule/", "rule/x/", "rule/{sid}/", "rule/77/78/", "es/", "es/rule/77/", "es/es/rule/", "rest/rules/es/rule/"]
)
def test_other_addresses_are_not_there(ours: str, path: str) -> None:
    assert request(f"{ours}/rest/rules/{path}")[0] == 404


def test_a_body_that_is_too_long_is_refused(ours: str) -> None:
    assert request(f"{ours}{ES}search/", "POST", body='"' + "x" * 2_000_000 + '"')[0] == 413


@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, '{"index": NaN'])
def test_a_body_that_is_no_json_is_refused(ours: str, body: str) -> None:
    status, reply, _ = request(f"{ours}{ES}search/", "POST", body=body)
    assert (status, json.loads(reply)["detail"][:19]) == (400, "JSON parse error - ")

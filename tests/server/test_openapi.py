"""The description of the API: valid in form, and the same as what is answered."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from connector.server.endpoints import ENDPOINTS
from connector.source import Source
from tests.test_server import TOKEN, request
from tests.wire import serving


@pytest.fixture(scope="module")
def base(awkward: Source) -> Iterator[str]:
    with serving(awkward, TOKEN) as base:
        yield base


@pytest.fixture(scope="module")
def description(base: str) -> dict[str, Any]:
    """As anybody gets it, without a token."""
    status, body, headers = request(f"{base}/rest/openapi.json", headers={})
    assert (status, headers["content-type"]) == (200, "application/json")
    found: dict[str, Any] = json.loads(body)
    return found


def test_it_names_its_version_and_what_is_described(description: dict[str, Any]) -> None:
    assert description["openapi"] == "3.1.0"
    assert {"title", "version"} <= description["info"].keys()
    assert description.keys() <= {"openapi", "info", "servers", "security", "paths", "components"}


def test_every_endpoint_is_in_it_and_nothing_else(description: dict[str, Any]) -> None:
    described = {path.removeprefix("/rest/rules/").rstrip("/"): list(item) for path, item in description["paths"].items()}
    assert described == {path: [endpoint.method.lower()] for path, endpoint in ENDPOINTS.items()}


def test_every_operation_has_the_form_of_the_standard(description: dict[str, Any]) -> None:
    operations = [(path, each) for path, item in description["paths"].items() for each in item.values()]
    assert len({operation["operationId"] for _, operation in operations}) == len(operations)
    for path, operation in operations:
        assert operation["summary"].endswith(".")
        places = [(parameter["name"], parameter["in"]) for parameter in operation["parameters"]]
        assert len(set(places)) == len(places)
        assert {name for name, place in places if place == "path"} == set(re.findall(r"{(\w+)}", path))
        for parameter in operation["parameters"]:
            assert parameter["in"] in ("query", "path")
            assert parameter["required"] or parameter["in"] == "query"
            assert parameter["description"].endswith(".")
            assert parameter["schema"]["type"] in ("string", "integer", "boolean")
            assert parameter["schema"].get("default") in (
                None,
                *parameter["schema"].get("enum", [parameter["schema"].get("default")]),
            )
        assert {"200", "400", "403", "404", "500"} == operation["responses"].keys()
        assert all(response["description"] for response in operation["responses"].values())


def test_every_reference_and_scheme_leads_somewhere(description: dict[str, Any]) -> None:
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(description)):
        node: Any = description
        for part in reference.split("/"):
            node = node[part]
    assert {name for each in description["security"] for name in each} == description["components"]["securitySchemes"].keys()


def test_it_says_nothing_of_the_token_or_the_events(description: dict[str, Any]) -> None:
    text = json.dumps(description)
    assert TOKEN not in text
    assert "sensor-a" not in text


def test_what_it_calls_required_is(base: str, description: dict[str, Any]) -> None:
    for path, item in description["paths"].items():
        needed = {
            each["name"] for each in item.get("get", {}).get("parameters", []) if each["required"] and each["in"] == "query"
        }
        status, body, _ = request(f"{base}{path.format(sid=77)}")
        assert (status == 400 and needed == set(json.loads(body))) if needed else status != 400 or "ip_flow" in path

"""The description of the API in OpenAPI 3.1, made from the table that validates the requests."""

import re
from typing import Any

from connector.server.endpoint import Endpoint, Parameter
from connector.server.endpoints import ENDPOINTS

_VERSION = "1"
_TYPES = {"string": "string", "integer": "integer", "flag": "boolean"}
_STATUSES = {
    "400": "The question is refused; the reason.",
    "403": "The token is missing or wrong.",
    "404": "There is nothing of that name.",
    "500": "The source cannot answer, or a date, page or interval is no integer: then a web page.",
}
_BODY = {
    "type": "object",
    "required": ["index", "qfilter"],
    "properties": {
        "index": {"type": "string"},
        "qfilter": {"type": "string"},
        "size": {"type": "integer"},
        "time_filter": {"type": "string"},
        "aggs": {"type": "object"},
    },
}


def description() -> dict[str, Any]:
    """The whole description, as JSON has it."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "EveLens",
            "version": _VERSION,
            "description": "The REST API of Scirius over Suricata events, answered by EveLens. Every address ends with a slash.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {
            f"/rest/rules/{path}/": {endpoint.method.lower(): _operation(endpoint)} for path, endpoint in ENDPOINTS.items()
        },
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "The word Token, a blank, the token.",
                }
            },
            "schemas": {"Refusal": {"type": "object", "properties": {"detail": {"type": "string"}}}},
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "200": {"description": "The answer.", "content": {"application/json": {"schema": {}, "example": endpoint.example}}}
    }
    refusal = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    answers |= {status: {"description": about, "content": refusal} for status, about in _STATUSES.items()}
    found: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", endpoint.path).strip("_"),
        "summary": endpoint.about,
        "parameters": [_parameter(endpoint, each) for each in endpoint.parameters],
        "responses": answers,
    }
    if endpoint.method == "POST":
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": _BODY}}}
    return found


def _parameter(endpoint: Endpoint, parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _TYPES[parameter.kind]}
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    if parameter.default:
        schema["default"] = _default(parameter)
    in_path = f"{{{parameter.name}}}" in endpoint.path
    return {
        "name": parameter.name,
        "in": "path" if in_path else "query",
        "required": parameter.required,
        "description": parameter.about,
        "schema": schema,
    }


def _default(parameter: Parameter) -> object:
    match parameter.kind:
        case "integer":
            return int(parameter.default)
        case "flag":
            return parameter.default == "true"
        case _:
            return parameter.default

"""The API without HTTP: an endpoint's answer for whoever runs in the same process."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.datastructures import URL

from connector.errors import QueryError
from connector.server.endpoint import Endpoint
from connector.server.endpoints import ENDPOINTS
from connector.server.parameters import Asked
from connector.server.replies import Refused
from connector.source import Source

ROOT = "/rest/rules/"


def answer(
    source: Source, name: str, parameters: Mapping[str, object], as_recorded: bool = False, body: object | None = None
) -> object:
    """The JSON value that an endpoint gives.

    Args:
        source: who answers.
        name: ``events_tail``, ``search`` ..., with a slash at its end or without; or the path: ``rest/rules/es/events_tail/``.
        parameters: those of the address; numbers and booleans as their texts.
        as_recorded: keep the real server's caps and empty answers.
        body: the JSON of a POST, decoded.

    Returns:
        Objects, lists, texts and numbers: what the body of an answer decodes to.

    Raises:
        QueryError: there is no such endpoint, or the server would refuse the question; the sentence says why.
        ConnectorError: the source cannot answer.
    """
    found = find(name)
    if found is None:
        raise QueryError(f"There is no endpoint {name[:80]!r}: one of them is events_tail.")
    endpoint, held = found
    texts = {key: _text(value) for key, value in parameters.items()} | held
    path = endpoint.path.format_map(texts) if held else endpoint.path
    url = URL(f"{ROOT}{path}/" + (f"?{urlencode(texts)}" if texts else ""))
    try:
        return endpoint.answer(Asked.of(endpoint, texts, source, as_recorded, url, body))
    except Refused as refusal:
        raise QueryError(refusal.sentence) from refusal


def find(name: str) -> tuple[Endpoint, dict[str, str]] | None:
    """The endpoint of that name or path, and the parameters that stand in the path; ``None`` where there is none."""
    path = f"/{name.strip('/')}/"
    whole = path.startswith(ROOT)
    path = path.removeprefix(ROOT).strip("/")
    for candidate in (path,) if whole else (path, f"es/{path}"):
        if candidate in ENDPOINTS and "{" not in candidate:
            return ENDPOINTS[candidate], {}
    head, _, last = path.rpartition("/")
    endpoint = ENDPOINTS.get(f"{head}/{{sid}}")
    return (endpoint, {"sid": last}) if endpoint and last.isascii() and last.isdecimal() else None


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

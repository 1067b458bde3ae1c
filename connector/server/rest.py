"""The routes of the API, and what stands before every answer: the token, the method, the final slash."""

import hmac
import json
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connector.errors import ConnectorError, QueryError
from connector.server.heard import Heard
from connector.server.openapi import description
from connector.server.parameters import Asked
from connector.server.question import ROOT, find
from connector.server.replies import SEARCH_FAILED, Refused, detail, not_found, page, reply
from connector.source import Source

_PARSED = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_LONGEST_BODY = 1_048_576


def routes(source: Callable[[], Source], token: str, as_recorded: bool = False) -> list[Route]:
    """The API as Starlette routes, for an application of their own or to be mounted beside other pages.

    Args:
        source: gives the source that answers; asked for each request, so that it may change.
        token: what every request must carry in ``Authorization: Token``; only the description of the API is given without.
        as_recorded: keep the real server's caps and empty answers. Without it the counts are exact, every field has its values,
            events without ``host`` count, a filter means what it says by itself, and a refused one is a 400 with the reason.
    """

    async def endpoint(request: Request) -> Response:
        body = await _body(request)
        return await run_in_threadpool(_answer, request, body, source, token, as_recorded)

    return [
        Route("/rest/openapi.json", _described, methods=("GET",)),
        Route(ROOT + "{name:path}/", endpoint, methods=_METHODS),
        Route(ROOT + "{name:path}", _with_slash, methods=_METHODS),
        Route("/rest/{path:path}", _unknown, methods=_METHODS),
    ]


def _answer(request: Request, body: bytes | None, source: Callable[[], Source], token: str, as_recorded: bool) -> Response:
    found = find(f"{ROOT}{request.path_params['name']}")
    if found is None:
        return not_found()
    endpoint, held = found
    if request.query_params.get("format", "json") != "json":
        return detail("Not found.", 404)
    denial = _denial(request.headers.get("Authorization", ""), token)
    if denial:
        return detail(denial, 403)
    if request.method == "OPTIONS":
        return reply({"name": endpoint.title, "description": "", "renders": ["application/json", "text/html"], "parses": _PARSED})
    if request.method not in ("GET", "HEAD", endpoint.method):
        return detail("You do not have permission to perform this action.", 403)
    if body is None:
        return detail(f"The body is longer than {_LONGEST_BODY:,} bytes.", 413)
    try:
        heard = Heard(source())
        given = {**request.query_params, **held}
        asked = Asked.of(endpoint, given, heard.source, as_recorded, request.url, _decoded(request, body))
        answer = endpoint.answer(asked)
    except Refused as refusal:
        return refusal.reply
    except QueryError as error:
        return detail(SEARCH_FAILED, 500) if as_recorded else detail(str(error), 400)
    except ConnectorError as error:
        return detail(str(error), 500)
    if as_recorded and _wants_page(request.headers.get("Accept", "")):
        return page(endpoint.title, "Ask for application/json.", 200)
    told = reply(answer)
    if not as_recorded:
        told.headers.update(heard.header())
    return told


async def _body(request: Request) -> bytes | None:
    """What came with the request; ``None`` where it is too long."""
    found = bytearray()
    async for part in request.stream():
        found += part
        if len(found) > _LONGEST_BODY:
            return None
    return bytes(found)


def _decoded(request: Request, body: bytes) -> object:
    """The JSON of a POST.

    Raises:
        Refused: it is none.
    """
    if request.method != "POST":
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        sentence = f"JSON parse error - {error}"
        raise Refused(detail(sentence, 400), sentence) from error


def _denial(header: str, token: str) -> str:
    """Why the header lets nobody in; empty when it does."""
    words = header.split()
    if not words or words[0].lower() != "token":
        return "Authentication credentials were not provided."
    if len(words) == 1:
        return "Invalid token header. No credentials provided."
    if len(words) > 2:
        return "Invalid token header. Token string should not contain spaces."
    return "" if hmac.compare_digest(words[1].encode(), token.encode()) else "Invalid token."


def _wants_page(accept: str) -> bool:
    return "text/html" in accept and "json" not in accept


def _with_slash(request: Request) -> Response:
    if find(f"{ROOT}{request.path_params['name']}") is None:
        return not_found()
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(None, 301, {"Location": f"{request.url.path}/{query}", "Content-Type": "text/html; charset=utf-8"})


def _described(request: Request) -> Response:
    return reply(description())


def _unknown(request: Request) -> Response:
    return not_found()

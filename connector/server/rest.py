"""The routes of the API, and what stands before every answer: the token, the method, the final slash."""

import hmac
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from connector.errors import ConnectorError, QueryError
from connector.server.endpoints import ENDPOINTS
from connector.server.parameters import Asked
from connector.server.replies import SEARCH_FAILED, Refused, detail, not_found, page, reply
from connector.source import Source

PREFIX = "/rest/rules/es/"

_PARSED = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def routes(source: Callable[[], Source], token: str, as_recorded: bool = False) -> list[Route]:
    """The API as Starlette routes, for an application of their own or to be mounted beside other pages.

    Args:
        source: gives the source that answers; asked for each request, so that it may change.
        token: what every request must carry in ``Authorization: Token``.
        as_recorded: keep the real server's caps and empty answers. Without it the counts are exact, every field has its values,
            events without ``host`` count, a filter means what it says by itself, and a refused one is a 400 with the reason.
    """

    def endpoint(request: Request) -> Response:
        return _answer(request, source, token, as_recorded)

    return [
        Route(PREFIX + "{name}/", endpoint, methods=_METHODS),
        Route(PREFIX + "{name}", _with_slash, methods=_METHODS),
        Route("/rest/{path:path}", _unknown, methods=_METHODS),
    ]


def _answer(request: Request, source: Callable[[], Source], token: str, as_recorded: bool) -> Response:
    name = request.path_params["name"]
    if name not in ENDPOINTS:
        return not_found()
    if request.query_params.get("format", "json") != "json":
        return detail("Not found.", 404)
    denial = _denial(request.headers.get("Authorization", ""), token)
    if denial:
        return detail(denial, 403)
    title = f"Es {name.replace('_', ' ').title()}"
    if request.method == "OPTIONS":
        return reply({"name": title, "description": "", "renders": ["application/json", "text/html"], "parses": _PARSED})
    if request.method not in ("GET", "HEAD"):
        return detail("You do not have permission to perform this action.", 403)
    try:
        answer = ENDPOINTS[name](Asked.of(request.query_params, source(), as_recorded), request.url)
    except Refused as refusal:
        return refusal.reply
    except QueryError as error:
        return detail(SEARCH_FAILED, 500) if as_recorded else detail(str(error), 400)
    except ConnectorError as error:
        return detail(str(error), 500)
    if as_recorded and _wants_page(request.headers.get("Accept", "")):
        return page(title, "Ask for application/json.", 200)
    return reply(answer)


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
    if request.path_params["name"] not in ENDPOINTS:
        return not_found()
    query = f"?{request.url.query}" if request.url.query else ""
    return Response(None, 301, {"Location": f"{request.url.path}/{query}", "Content-Type": "text/html; charset=utf-8"})


def _unknown(request: Request) -> Response:
    return not_found()

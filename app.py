"""The ASGI app behind ``streamlit run app.py``: security headers, health, the REST API, and the pages."""

import gc
import re
import secrets
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connector import server
from connector.config import Config, load
from connector.errors import ConfigError
from connector.server.address import check_address
from ui import sources

_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{inline}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "frame-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def _inline_scripts() -> str:
    """The hashes of the scripts inside Streamlit's own page: these run, any other inline script does not."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_bytes()
    scripts = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    return "".join(f" 'sha256-{b64encode(sha256(script).digest()).decode()}'" for script in scripts)


_HEADERS = {
    "Content-Security-Policy": _POLICY.format(inline=_inline_scripts()),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


_ASSETS = Path(__file__).parent / "ui" / "assets"
_SCRIPTS = ("history.js", "keys.js")
_AS_IS = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
_HEAD = b"<head>" + b"".join(f'<script src="/{name}"></script>'.encode() for name in _SCRIPTS)


class SecurityHeaders:
    """Puts the security headers on every answer, gives a browser its name, and turns ``?from=&to=`` into ``?window=``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "websocket" and not _from_own_page(scope):
            # Streamlit would judge a strange origin by asking the internet for this machine's address.
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        known = f"{sources.VIEWER}=" in Headers(scope=scope).get("cookie", "")

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if not known and headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", f"{sources.VIEWER}={secrets.token_hex(16)}; Path=/; HttpOnly; SameSite=Lax")
            await send(message)

        address = one_window(scope["path"], scope["query_string"].decode("latin-1"))
        app = self._app if address is None else RedirectResponse(address, status_code=307)
        await app(scope, receive, send_with_headers)


class Scripts:
    """Puts our scripts into Streamlit's own page, before any of Streamlit's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] != "GET" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)
            return
        # Whole, as it is, and not what the browser kept of a version without them.
        kept = [(name, value) for name, value in scope["headers"] if name not in _AS_IS]
        scope = dict(scope, headers=kept)
        start: Message | None = None
        body = b""

        async def send_page(message: Message) -> None:
            nonlocal start, body
            if (
                message["type"] == "http.response.start"
                and Headers(raw=message["headers"]).get("content-type", "")[:9] == "text/html"
            ):
                start = message
            elif start is None:
                await send(message)
            elif message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    body = body.replace(b"<head>", _HEAD, 1)
                    headers = MutableHeaders(scope=start)
                    if "content-length" in headers:
                        headers["content-length"] = str(len(body))
                    await send(start)
                    await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, send_page)


def _from_own_page(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def one_window(path: str, query: str) -> str | None:
    """The address with ``window=FROM/TO`` instead of ``from`` and ``to``; ``None`` when there is nothing to turn.

    One parameter, because each is a step of its own in the browser's history: Back would land on a mixed window.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    bounds = dict(pairs)
    if path.startswith("/rest/") or not (bounds.get("from") and bounds.get("to")):
        return None
    kept = [(key, value) for key, value in pairs if key not in ("from", "to", "window")]
    turned = urlencode([*kept, ("window", f"{bounds['from']}/{bounds['to']}")], safe="/:")
    # A path of two slashes would name another host.
    return f"/{path.lstrip('/')}?{turned}"


async def _healthz(request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok")


async def _script(request: Request) -> FileResponse:
    path = _ASSETS / request.url.path.lstrip("/")
    return FileResponse(path, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _routes() -> list[BaseRoute]:
    own: list[BaseRoute] = [Route("/healthz", _healthz), *(Route(f"/{name}", _script) for name in _SCRIPTS)]
    config = _config()
    if config is None or not config.token:
        return own
    return [*own, *server.routes(lambda: sources.opened(config.source), config.token)]


def _config() -> Config | None:
    # A setting that cannot be used is shown on the page: the app starts all the same.
    try:
        return load()
    except ConfigError:
        return None


def _remote() -> bool:
    config = _config()
    return config is not None and config.allow_remote


def _middleware() -> list[Middleware]:
    # Under another name, a page of another site would pass for this one (DNS rebinding). Streamlit looks at WebSockets only.
    hosts = ["*"] if _remote() else ["127.0.0.1", "localhost"]
    return [Middleware(SecurityHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=hosts), Middleware(Scripts)]


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[None]:
    check_address(st.get_option("server.address") or "", _remote())
    # Each rerun ends in a full collection: what the imports made need not be looked at again.
    gc.collect()
    gc.freeze()
    with suppress(ConfigError):  # shown on the page
        sources.shelf()
    yield
    with suppress(ConfigError):
        sources.shelf().close()


app = st.App("ui/frame.py", middleware=_middleware(), routes=_routes(), lifespan=_lifespan)

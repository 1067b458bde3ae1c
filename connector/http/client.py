"""One server, asked for JSON."""

import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import InsecureRequestWarning, NameResolutionError, NewConnectionError, ReadTimeoutError

from connector.errors import (
    AccessDenied,
    BadResponse,
    ConfigError,
    ConnectorError,
    SourceUnreachable,
    UnsupportedQuery,
)
from connector.frames import decode
from connector.http.address import base_address

AT_ONCE = 6
"""Requests that may be under way at the same time."""

LONGEST_LINE = 4_000
"""Bytes of a request line that the servers in front of Scirius let through."""

_CONNECT, _READ = 5.0, 35.0  # the server's own limit is 30 s: who waits less gives up too soon
_WHOLE = 120.0  # a server that sends a byte now and then never meets the limit for reading, which is one for each packet
_TRIES = 3
_PAUSE = 0.4
_LONGEST_PAUSE = 10.0
_BLOCK = 2**16
_BUSY = frozenset((429, 502, 503, 504))
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


class Client:
    """Asks one server for JSON. Safe for threads.

    Args:
        host: what `base_address` reads.
        token: sent as ``Authorization: Token``; never shown.
        verify: whether the certificate is checked.
        ca_file: authorities to trust instead of the system's; empty for those.

    Raises:
        ConfigError: the address or the token cannot be used.
    """

    def __init__(self, host: str, token: str, verify: bool = True, ca_file: str = "") -> None:
        self.base = base_address(host)
        if not re.fullmatch(r"[!-~]+", token):
            # http.client would quote the whole header in its complaint.
            raise ConfigError("SCIRIUS_TOKEN is empty or holds a blank: copy it from Account Settings, Edit Token.")
        self._auth = _TokenHeader(token)
        self._verify: bool | str = ca_file or True if verify else False
        if not verify:
            # The user turned it off by name; a warning for each request would bury the others.
            urllib3.disable_warnings(InsecureRequestWarning)
        self._session = requests.Session()
        self._session.headers["Accept"] = "application/json"
        # A session cookie would be asked before the token, and the jar is the part of a session that threads must not share.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=AT_ONCE, pool_block=True))

    def __repr__(self) -> str:
        """The base address; never the token."""
        return f"Client({self.base!r})"

    def get(self, path: str, params: Mapping[str, str | int]) -> object:
        """The decoded answer to one question.

        Busy servers (502, 503, 504, 429 with its Retry-After) and dropped connections are asked twice more.

        Args:
            path: from the base, with slashes at both ends.
            params: the query, in this order.

        Raises:
            SourceUnreachable: refused, unknown, not trusted, timed out, dropped.
            AccessDenied: the token may not ask.
            BadResponse: an error status, a redirect, a web page, broken JSON.
            UnsupportedQuery: the request line is longer than servers take.
        """
        request = requests.Request("GET", self.base + path, params=dict(params), auth=self._auth)
        prepared = self._session.prepare_request(request)
        line = len(f"GET {prepared.path_url} HTTP/1.1")
        if line > LONGEST_LINE:
            raise UnsupportedQuery(
                f"The filter makes a request of {line:,} bytes, and servers take {LONGEST_LINE:,}: shorten it or split its lists."
            )
        for tries in range(1, _TRIES):
            try:
                response = self._send(prepared)
            except _Dropped:
                time.sleep(_back_off(tries, None))
                continue
            pause = _back_off(tries, response.headers.get("Retry-After"))
            if response.status not in _BUSY or pause > _LONGEST_PAUSE:
                return self._answer(response)
            time.sleep(pause)
        return self._answer(self._send(prepared))

    def _send(self, prepared: requests.PreparedRequest) -> "_Reply":
        # Proxies and certificates that the environment names count, as for every other program; what we were told comes first.
        settings = self._session.merge_environment_settings(prepared.url, {}, True, self._verify, None)
        deadline = time.monotonic() + _WHOLE
        try:
            with self._session.send(prepared, timeout=(_CONNECT, _READ), allow_redirects=False, **settings) as response:
                return _Reply(response.status_code, response.headers, self._body(response, deadline))
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise self._unreachable(error) from error

    def _body(self, response: requests.Response, deadline: float) -> bytes:
        parts = []
        while part := response.raw.read1(_BLOCK, decode_content=True):
            parts.append(part)
            if time.monotonic() > deadline:
                raise SourceUnreachable(
                    f"{self.base} did not finish its answer within {_WHOLE:.0f} s: narrow the window, or try again later."
                )
        return b"".join(parts)

    def _unreachable(self, error: Exception) -> ConnectorError:
        cause = error.args[0] if error.args else None
        reason = getattr(cause, "reason", cause)  # urllib3 wraps what went wrong while it connected
        if isinstance(error, urllib3.exceptions.HTTPError):
            reason = error
        match error:
            case requests.exceptions.SSLError() if re.search("WRONG_VERSION_NUMBER|RECORD_LAYER|record layer", str(error)):
                return SourceUnreachable(f"{self.base} does not speak TLS: write http:// in SCIRIUS_HOST, or give another port.")
            case requests.exceptions.SSLError():
                cure = "set SCIRIUS_CA_FILE to its authority, or SCIRIUS_TLS_VERIFY=no"
                return SourceUnreachable(f"The certificate of {self.base} is not trusted: {cure}.")
            case requests.exceptions.ConnectTimeout():
                return SourceUnreachable(
                    f"{self.base} took no connection within {_CONNECT:.0f} s: check SCIRIUS_HOST and the way to it."
                )
            case requests.exceptions.ProxyError():
                return SourceUnreachable(f"The proxy before {self.base} does not let it through: check HTTPS_PROXY and NO_PROXY.")
            case requests.exceptions.InvalidURL():
                return ConfigError("SCIRIUS_HOST is no address: write host, host:port or http://host:port.")
        match reason:
            case NameResolutionError():
                return SourceUnreachable(f"The name in {self.base} is unknown: check SCIRIUS_HOST.")
            case NewConnectionError():
                return SourceUnreachable(
                    f"{self.base} refuses the connection: is it running, and is the port in SCIRIUS_HOST right?"
                )
            case ReadTimeoutError():
                return SourceUnreachable(
                    f"{self.base} gave no answer within {_READ:.0f} s: narrow the window, or try again later."
                )
            case _:
                return _Dropped(
                    f"{self.base} dropped the connection before its answer was whole: try again, or look at the server."
                )

    def _answer(self, response: "_Reply") -> object:
        page = "html" in response.headers.get("Content-Type", "").lower()
        status = response.status
        if status == 200 and page:
            raise BadResponse(
                f"{self.base} answered with a web page instead of JSON: check that SCIRIUS_HOST is the Scirius server."
            )
        if 300 <= status < 400:
            where = self._readable(response.headers.get("Location", "nowhere"))
            raise BadResponse(f"{self.base} sends us elsewhere ({status} to {where}): check SCIRIUS_HOST and its login proxy.")
        try:
            body = None if page else decode(response.body)
        except ValueError as error:
            if status != 200:  # plain words, of a server in front: the status says more than they do
                raise self._refusal(status, "") from error
            raise BadResponse(f"{self.base} answered {status} with broken JSON: try again, or look at the server.") from error
        if status == 200:
            return body
        raise self._refusal(status, self._readable(_detail(body)))

    def _readable(self, text: str) -> str:
        return readable(self._auth.hidden_in(text))

    def _refusal(self, status: int, detail: str) -> ConnectorError:
        said = f"{status}: {detail}" if detail else str(status)
        if status in (401, 403):
            return AccessDenied(f"{self.base} denies access ({said}): check SCIRIUS_TOKEN and the rights of its user.")
        if "search_phase_execution_exception" in detail:
            return BadResponse(f"{self.base} refused the filter ({said}): check its spelling and its fields.")
        if status in _BUSY:
            return BadResponse(f"{self.base} is busy or down ({said}): try again later.")
        if status == 404:
            return BadResponse(f"{self.base} has no such endpoint ({said}): check that SCIRIUS_HOST is the Scirius server.")
        return BadResponse(f"{self.base} could not answer ({said}): narrow the question, or look at the server's log.")


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Dropped(SourceUnreachable):
    """Worth another try."""


class _TokenHeader(AuthBase):
    """Sets the header last, so that no .netrc replaces it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Token {self._token}"
        return request

    def hidden_in(self, text: str) -> str:
        """A server's text without the token, should it repeat it."""
        return text.replace(self._token, "***")


def readable(text: str) -> str:
    """A server's text, fit for a sentence: no control characters, at most 200 characters."""
    # A server's own traceback is for its log: only the line before it is for a person.
    cleaned = _UNREADABLE.sub(" ", text.partition("Traceback (most recent call last)")[0]).strip()
    return cleaned if len(cleaned) <= 200 else f"{cleaned[:199]}…"


def _detail(body: object) -> str:
    match body:
        case {"detail": str(detail)} | str(detail):
            return detail
        case dict():
            return "; ".join(f"{key} {value}" for key, value in body.items())
        case _:
            return ""


def _back_off(tries: int, asked: str | None) -> float:
    """Seconds before the next try: what the server asked for, else growing and jittered."""
    if asked and asked.isdecimal():
        return float(asked)
    return _PAUSE * 2.0 ** (tries - 1) * random.uniform(0.5, 1.5)

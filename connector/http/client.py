"""One server, asked for JSON."""

import ssl
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.exceptions import InsecureRequestWarning

from connector import cancelling
from connector.errors import ConnectorError, UnsupportedQuery
from connector.frames import encode
from connector.http import limits, replies
from connector.http.address import base_address, no_address
from connector.http.authorization import Authorization, token
from connector.http.failures import BUSY, Dropped, Failures, Unsent
from connector.http.names import SCIRIUS, Names
from connector.http.pauses import back_off


class Client:
    """Asks one server for JSON. Safe for threads.

    Args:
        host: what `base_address` reads.
        authorization: what lets us in, never shown; a text is a token of Scirius.
        verify: whether the certificate is checked.
        ca_file: authorities to trust instead of the system's; empty for those.
        names: what messages call these settings.

    Raises:
        ConfigError: the address, the token or the file of authorities cannot be used.
    """

    def __init__(
        self,
        host: str,
        authorization: Authorization | str,
        verify: bool = True,
        ca_file: str = "",
        names: Names = SCIRIUS,
    ) -> None:
        self.base = base_address(host, names)
        self._authorization = token(authorization, names) if isinstance(authorization, str) else authorization
        self.names = names
        self._failures = Failures(self.base, names, self._authorization)
        self.verified = verify and self.base.startswith("https://")
        self._verify: bool | str = ca_file or True if verify else False
        if ca_file and verify:
            self._check_authorities(ca_file)
        if not verify:
            # The user turned it off by name; a warning for each request would bury the others.
            urllib3.disable_warnings(InsecureRequestWarning)
        self._session = requests.Session()
        self._session.headers["Accept"] = "application/json"
        self._session.headers["Accept-Encoding"] = "gzip"
        # A session cookie would be asked before the token, and the jar is the part of a session that threads must not share.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=limits.AT_ONCE, pool_block=True))

    def __repr__(self) -> str:
        """The base address; never the token."""
        return f"Client({self.base!r})"

    def get(self, path: str, params: Mapping[str, str | int]) -> object:
        """The decoded answer to one question.

        Busy servers (502, 503, 504, 429 with its Retry-After), dropped connections and answers that stop half way are asked
        twice more. A refused connection is told at once: a page of panels would wait for each.

        Args:
            path: from the base, with slashes at both ends.
            params: the query, in this order.

        Raises:
            SourceUnreachable: refused, unknown, not trusted, timed out, dropped.
            AccessDenied: the token may not ask.
            BadResponse: an error status, a redirect, a web page, broken JSON, more than `limits.LARGEST`.
            UnsupportedQuery: the request line is longer than servers take, or holds what no address can.
        """
        return self._asked(requests.Request("GET", self.base + path, params=dict(params)), Dropped, BUSY)

    def post(self, path: str, params: Mapping[str, str | int], body: object) -> object:
        """The decoded answer to what is sent; 201 counts as one. Asked once: a server may have done it already.

        Only a refused connection, over which nothing was sent, is tried twice more.

        Args:
            path: from the base, with slashes at both ends.
            params: the query, in this order.
            body: sent as JSON.

        Raises:
            ConnectorError: as for `get`.
        """
        headers = {"Content-Type": "application/json"}
        request = requests.Request("POST", self.base + path, headers=headers, data=encode(body), params=dict(params))
        return self._asked(request, Unsent, frozenset())

    def question(self, path: str, params: Mapping[str, str | int], body: object) -> object:
        """As `get`, of a server whose questions are bodies: what is asked again does no harm.

        Args:
            path: from the base.
            params: the query, in this order.
            body: sent as JSON.

        Raises:
            ConnectorError: as for `get`.
        """
        headers = {"Content-Type": "application/json"}
        request = requests.Request("POST", self.base + path, headers=headers, data=encode(body), params=dict(params))
        return self._asked(request, Dropped, BUSY)

    def change(self, method: str, path: str, params: Mapping[str, str | int], body: bytes) -> object:
        """The decoded answer to a change that does the same when it is asked for again, such as PUT and DELETE.

        Args:
            method: ``PUT``, ``POST`` or ``DELETE``.
            path: from the base.
            params: the query, in this order.
            body: JSON, or JSON in lines; empty for none.

        Raises:
            ConnectorError: as for `get`.
        """
        headers = {"Content-Type": "application/x-ndjson" if body.endswith(b"\n") else "application/json"} if body else {}
        request = requests.Request(method, self.base + path, headers=headers, data=body, params=dict(params))
        return self._asked(request, Dropped, BUSY)

    def date(self, path: str) -> datetime | None:
        """When the server says it answered, whatever it answers; ``None`` when it does not say. Asked once.

        Raises:
            SourceUnreachable: as for `get`.
        """
        request = requests.Request("GET", self.base + path, auth=self._authorization)
        reply = self._send(self._prepared(request), time.monotonic() + limits.WHOLE)
        try:
            return parsedate_to_datetime(reply.headers.get("Date", "")).astimezone(UTC)
        except ValueError:
            return None

    def _asked(self, request: requests.Request, again: type[ConnectorError], busy: frozenset[int]) -> object:
        """The answer; asked for anew after failures of that kind, and after these statuses."""
        request.auth = self._authorization
        prepared = self._prepared(request)
        deadline = time.monotonic() + limits.WHOLE
        for tries in range(1, limits.TRIES):
            try:
                reply = self._send(prepared, deadline)
                pause = back_off(tries, reply.headers.get("Retry-After"))
                if reply.status not in busy or pause > limits.LONGEST_PAUSE:
                    return replies.answer(reply, self._failures)
            except again:
                pause = back_off(tries)
            if time.monotonic() + pause > deadline:
                raise self._failures.unfinished()
            cancelling.pause(pause)
        return replies.answer(self._send(prepared, deadline), self._failures)

    def _prepared(self, request: requests.Request) -> requests.PreparedRequest:
        try:
            prepared = self._session.prepare_request(request)
        except UnicodeEncodeError as error:
            raise UnsupportedQuery("The filter holds half a character, which cannot be sent: write it anew.") from error
        except requests.RequestException as error:  # a name that none can have
            raise no_address(self._failures.names) from error
        line = len(f"{prepared.method} {prepared.path_url} HTTP/1.1")
        if line > limits.LONGEST_LINE:
            raise UnsupportedQuery(
                f"The filter makes a request of {line:,} bytes, and servers take {limits.LONGEST_LINE:,}: "
                "shorten it or split its lists."
            )
        return prepared

    def _send(self, prepared: requests.PreparedRequest, deadline: float) -> replies.Reply:
        # Proxies and certificates that the environment names count, as for every other program; what we were told comes first.
        cancelling.check()
        settings = self._session.merge_environment_settings(prepared.url, {}, True, self._verify, None)
        waits = (limits.CONNECT, limits.READ)
        try:
            with self._session.send(prepared, timeout=waits, allow_redirects=False, **settings) as response:
                return replies.read(response, deadline, self._failures)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise self._failures.on_the_way(error) from error
        except OSError as error:  # requests looks for the file of authorities itself
            raise self._failures.authorities() from error

    def _check_authorities(self, ca_file: str) -> None:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(ca_file)
        except OSError as error:
            raise self._failures.authorities() from error

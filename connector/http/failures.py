"""The ways in which a server fails, each told in one sentence that names what to change."""

import http.client
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from urllib3.exceptions import (
    ConnectTimeoutError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
)

from connector.errors import AccessDenied, BadResponse, ConfigError, ConnectorError, SourceUnreachable
from connector.http import limits
from connector.http.address import no_address
from connector.http.authorization import Authorization
from connector.http.names import Names

BUSY = frozenset((429, 502, 503, 504))
"""Statuses after which the same question may be answered a moment later."""

_EXPIRED, _NOT_YET, _OTHER_NAME = 10, 9, (62, 64)  # OpenSSL's verify codes: x509_vfy.h
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


class Dropped(SourceUnreachable):
    """The answer did not come whole: worth another try, where asking twice does no harm."""


class Unsent(SourceUnreachable):
    """The connection was refused: nothing was sent, so another try does no harm."""


class Untrusted(SourceUnreachable):
    """The server is there, and we agree on no encryption with it, or do not trust its certificate."""


@dataclass(frozen=True, slots=True)
class Failures:
    """The failures of one server.

    Attributes:
        base: its address.
        names: the words for its settings.
        authorization: what lets us in; no sentence repeats it.
    """

    base: str
    names: Names
    authorization: Authorization

    def on_the_way(self, error: Exception) -> ConnectorError:
        """What kept an answer from coming, out of what requests, urllib3 and ssl say about it."""
        host = self.names.host
        for cause in _causes(error):
            match cause:
                case ProxyError():
                    return SourceUnreachable(
                        f"The proxy before {self.base} does not let it through: check HTTPS_PROXY and NO_PROXY."
                    )
                case LocationValueError():
                    return no_address(self.names)
                case NameResolutionError():
                    return SourceUnreachable(f"The name in {self.base} is unknown: check {host}.")
                case NewConnectionError():
                    return Unsent(f"{self.base} refuses the connection: is it running, and is the port in {host} right?")
                case ConnectTimeoutError():
                    return SourceUnreachable(
                        f"{self.base} took no connection within {limits.CONNECT:.0f} s: check {host} and the way to it."
                    )
                case ReadTimeoutError():
                    return SourceUnreachable(
                        f"{self.base} gave no answer within {limits.READ:.0f} s: narrow the window, or try again later."
                    )
                case ssl.SSLEOFError() | ssl.SSLZeroReturnError() | http.client.RemoteDisconnected():
                    return self.dropped()
                case ssl.SSLError():
                    return self._tls(cause)
                case http.client.BadStatusLine():
                    return BadResponse(
                        f"{self.base} does not speak HTTP: check the port in {host}, and whether it wants https://."
                    )
        return self.dropped()

    def _tls(self, error: ssl.SSLError) -> ConnectorError:
        names, off = self.names, f"set {self.names.verify}=no"
        if re.search("WRONG_VERSION_NUMBER|RECORD_LAYER|record layer", str(error)):
            return Untrusted(f"{self.base} does not speak TLS: write http:// in {names.host}, or give another port.")
        if error.library in ("X509", "PEM"):  # while it read the authorities
            return self.authorities()
        if not isinstance(error, ssl.SSLCertVerificationError):
            reason = self.readable(error.reason or "no reason given")
            return Untrusted(f"{self.base} and we agree on no TLS ({reason}): check the port in {names.host}.")
        if error.verify_code == _EXPIRED:
            return Untrusted(f"The certificate of {self.base} has expired: renew it on the server, or {off}.")
        if error.verify_code == _NOT_YET:
            return Untrusted(f"The certificate of {self.base} is not valid yet: check the clocks of both, or {off}.")
        if error.verify_code in _OTHER_NAME:
            return Untrusted(
                f"The certificate of {self.base} is made out to another name: write that name in {names.host}, or {off}."
            )
        return Untrusted(f"The certificate of {self.base} is not trusted: set {names.ca_file} to its authority, or {off}.")

    def dropped(self) -> ConnectorError:
        """The answer ends before its end."""
        return Dropped(f"{self.base} dropped the connection before its answer was whole: try again, or look at the server.")

    def unfinished(self) -> ConnectorError:
        """The answer goes on and on."""
        return SourceUnreachable(
            f"{self.base} did not finish its answer within {limits.WHOLE:.0f} s: narrow the window, or try again later."
        )

    def too_large(self) -> ConnectorError:
        """The answer is more than anybody asks for."""
        return BadResponse(f"{self.base} answered with more than {limits.LARGEST // 2**20} MiB: narrow the window.")

    def authorities(self) -> ConnectorError:
        """The certificates to trust are none."""
        names = self.names
        return ConfigError(
            f"The certificates to trust cannot be read: {names.ca_file}, or REQUESTS_CA_BUNDLE without it, must name a PEM file."
        )

    def packed(self, encoding: str) -> ConnectorError:
        """The answer is compressed in a way that was not offered."""
        return BadResponse(
            f"{self.base} packs its answer as {self.readable(encoding)}, not as gzip: look at the proxy before it."
        )

    def page(self) -> ConnectorError:
        """A web page where an answer should be."""
        names = self.names
        return BadResponse(
            f"{self.base} answered with a web page instead of JSON: check that {names.host} is the {names.product} server."
        )

    def redirect(self, status: int, place: str) -> ConnectorError:
        """An answer that is elsewhere: a login page, mostly. Nothing is sent there, the token least of all."""
        where = self.readable(place)
        return BadResponse(f"{self.base} sends us elsewhere ({status} to {where}): check {self.names.host} and its login proxy.")

    def no_json(self, body: bytes) -> ConnectorError:
        """A whole answer that cannot be read."""
        if not body:
            return BadResponse(f"{self.base} answered with nothing at all: try again, or look at the server.")
        return BadResponse(f"{self.base} answered with broken JSON: try again, or look at the server.")

    def refusal(self, status: int, detail: str, pause: str) -> ConnectorError:
        """A status that says no.

        Args:
            status: that status.
            detail: the server's own words; empty when it has none for people.
            pause: its ``Retry-After``; empty without one.
        """
        detail = self.readable(detail)
        said = f"{status}: {detail}" if detail else str(status)
        if status in (401, 403):
            return AccessDenied(f"{self.base} denies access ({said}): check {self.names.credentials} and the rights of its user.")
        if status == 503 and "all shards failed" in detail:
            return BadResponse(f"{self.base} has lost these indices ({said}): look at the health of the cluster.")
        if "search_phase_execution_exception" in detail and status not in BUSY:
            return BadResponse(f"{self.base} refused the filter ({said}): check its spelling and its fields.")
        if status in BUSY:
            later = f"in {pause} s" if re.fullmatch("[0-9]{1,6}", pause) else "later"
            return BadResponse(f"{self.base} is busy or down ({said}): try again {later}.")
        if status == 404:
            return BadResponse(
                f"{self.base} has no such endpoint ({said}): check that {self.names.host} is the {self.names.product} server."
            )
        return BadResponse(f"{self.base} could not answer ({said}): narrow the question, or look at the server's log.")

    def readable(self, text: str) -> str:
        """A server's text, fit for a sentence, without what lets us in."""
        return readable(self.authorization.hidden_in(text))


def readable(text: str) -> str:
    """A server's text, fit for a sentence: no control characters, at most 200 characters."""
    # A server's own traceback is for its log: only the line before it is for a person.
    cleaned = _UNREADABLE.sub(" ", text.partition("Traceback (most recent call last)")[0]).strip()
    return cleaned if len(cleaned) <= 200 else f"{cleaned[:199]}…"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what lies behind it: urllib3 keeps that in one place or another."""
    while error is not None:
        yield error
        behind = (getattr(error, "reason", None), *error.args, error.__cause__, error.__context__)
        error = next((each for each in behind if isinstance(each, BaseException)), None)

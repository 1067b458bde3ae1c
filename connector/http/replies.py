"""An answer, read whole or not at all."""

import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import requests

from connector import cancelling
from connector.frames import decode
from connector.http import limits
from connector.http.failures import Failures

_BLOCK = 2**16
_GZIP = zlib.MAX_WBITS + 16
_BLANKS = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back.

    Attributes:
        status: the number.
        headers: by name, in any case.
        body: all of it, unpacked.
        framed: whether it said where it ends. Without that, the end of the connection may have come too early.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    framed: bool


def read(response: requests.Response, deadline: float, failures: Failures) -> Reply:
    """The reply behind a head that has come.

    Args:
        response: unread.
        deadline: the moment of the monotonic clock when it must be whole.
        failures: how to say what went wrong.

    Raises:
        SourceUnreachable: it is not whole: `failures.Dropped` when it ended early.
        BadResponse: it is larger than any answer, or packed in a way that nobody asked for.
    """
    blocks = _raw(response, deadline, failures)
    encoding = response.headers.get("Content-Encoding", "")
    packed = encoding.lower() in ("gzip", "x-gzip")
    if packed:
        blocks = _unpacked(blocks, failures)
    elif encoding.lower() not in ("", "identity"):
        raise failures.packed(encoding)
    parts, size = [], 0
    for block in blocks:
        parts.append(block)
        size += len(block)
        if size > limits.LARGEST:
            raise failures.too_large()
    framed = packed or "Content-Length" in response.headers or response.raw.chunked
    return Reply(response.status_code, response.headers, b"".join(parts), framed)


def _raw(response: requests.Response, deadline: float, failures: Failures) -> Iterator[bytes]:
    while block := response.raw.read1(_BLOCK, decode_content=False):
        yield block
        cancelling.check()
        if time.monotonic() > deadline:
            raise failures.unfinished()


def _unpacked(blocks: Iterator[bytes], failures: Failures) -> Iterator[bytes]:
    """Unpacked here: urllib3 takes the first half of a gzip stream for all of it."""
    stream = None
    for block in blocks:
        while block:
            if stream is None or stream.eof:  # several streams in a row are one
                stream = zlib.decompressobj(_GZIP)
            try:
                yield stream.decompress(block, _BLOCK)
            except zlib.error as error:
                raise failures.dropped() from error
            block = stream.unconsumed_tail or stream.unused_data
    if stream is not None:
        yield stream.flush()
        if not stream.eof:
            raise failures.dropped()


def answer(reply: Reply, failures: Failures) -> object:
    """The value that a reply brings.

    Raises:
        AccessDenied: we may not ask.
        BadResponse: an error status, a redirect, a web page, broken JSON.
        SourceUnreachable: `failures.Dropped`, when a reply that does not say where it ends is no whole JSON.
    """
    status = reply.status
    if 300 <= status < 400:
        raise failures.redirect(status, reply.headers.get("Location", "nowhere"))
    try:
        value, readable = decode(reply.body), True
    except ValueError:
        value, readable = None, False  # the status says more than where the text breaks
    if status not in (200, 201):
        raise failures.refusal(status, _detail(value), reply.headers.get("Retry-After", ""))
    if readable:
        return value
    # The text decides: login pages come as JSON, and JSON as a page.
    if reply.body.lstrip(_BLANKS).startswith(b"<") or "html" in reply.headers.get("Content-Type", "").lower():
        raise failures.page()
    raise failures.no_json(reply.body) if reply.framed else failures.dropped()


def _detail(value: object) -> str:
    match value:
        case {"detail": str(detail)} | str(detail):
            return detail
        case {"error": {"root_cause": [{"reason": str(reason)}, *_], "type": str(kind)}}:  # Elasticsearch and OpenSearch
            return f"{kind}: {reason}"
        case {"error": {"reason": str(reason), "type": str(kind)}}:  # no shard said why
            return f"{kind}: {reason}"
        case dict():
            return "; ".join(f"{key} {each}" for key, each in value.items())
        case _:
            return ""

"""Addresses: 128-bit numbers, IPv4 as ``::ffff:a.b.c.d``, as the type ip of the servers has them."""

import ipaddress
import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from connector.engine.segment import Column, Mask, Segment
from connector.lucene.tree import Node, Phrase, Range, Word

Numbers = npt.NDArray[np.object_]

_MAPPED = 0xFFFF << 32
_ALL = 2**128 - 1
_EXTRA_ZEROS = re.compile(r"(?<![0-9a-fA-F])0+(?=[0-9a-fA-F]{4}(?![0-9a-fA-F]))")


def within(numbers: Numbers, asked: tuple[int, int]) -> Mask:
    """Which addresses lie from the first to the second."""
    ok: Mask = (numbers >= asked[0]) & (numbers <= asked[1])
    return ok


def numbers(segment: Segment, column: Column) -> Numbers:
    """The number of each of the column's distinct values; -1 for a text that is no address."""
    found: Numbers = segment.decoded(("addresses", column.path), lambda: _numbers(column.values))
    return found


def span(node: Node) -> tuple[int, int] | None:
    """The least and the greatest address that a clause means; ``None`` when it cannot mean any."""
    match node:
        case Word(_, text) | Phrase(_, text) if "/" in text:
            return _network(text)
        case Word(_, text) | Phrase(_, text):
            number = parsed(text)
            return None if number is None else (number, number)
        case Range(_, low, high, low_inside, high_inside):
            least = 0 if low is None else parsed(low)
            greatest = _ALL if high is None else parsed(high)
            if least is None or greatest is None:
                return None
            return least + (low is not None and not low_inside), greatest - (high is not None and not high_inside)
    return None


def parsed(text: str) -> int | None:
    """The number of an address in any spelling; ``None`` when it is none. A zone is ignored."""
    try:
        address = ipaddress.ip_address(_EXTRA_ZEROS.sub("", text.partition("%")[0]) if ":" in text else text)
    except ValueError:
        return None
    return int(address) | (_MAPPED if address.version == 4 else 0)


def _network(text: str) -> tuple[int, int] | None:
    """The span of a network; the bits of the host are ignored. A mask on a mapped address means nothing on servers."""
    address, _, mask = text.partition("/")
    number = parsed(address)
    if number is None or not re.fullmatch(r"[0-9]{1,3}", mask) or (":" in address and number >> 32 == 0xFFFF):
        return None
    bits = (128 if ":" in address else 32) - int(mask)
    if bits < 0:
        return None
    low = number >> bits << bits
    return low, low | ((1 << bits) - 1)


def _numbers(values: pa.Array) -> Numbers:
    found = np.empty(len(values), object)
    for place, text in enumerate(values.to_pylist()):
        number = parsed(text)
        found[place] = -1 if number is None else number
    return found

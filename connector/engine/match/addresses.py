"""Addresses: which of a column's values a clause means."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from connector.engine.segment import Column, Mask, Segment
from connector.lucene.addresses import network, number
from connector.lucene.tree import Network, Node, Phrase, Range, Word

Numbers = npt.NDArray[np.object_]

_ALL = 2**128 - 1
_LONGEST = 256
"""No address, with its zone, is longer; payloads are."""


def within(numbers: Numbers, asked: tuple[int, int]) -> Mask:
    """Which addresses lie from the first to the second."""
    ok: Mask = (numbers >= asked[0]) & (numbers <= asked[1])
    return ok


def numbers(segment: Segment, column: Column) -> Numbers:
    """The number of each of the column's distinct values; -1 for a text that is no address."""
    found: Numbers = segment.decoded(("addresses", column.path), lambda: _numbers(column.values))
    return found


@lru_cache(maxsize=256)  # every segment asks again
def span(node: Node) -> tuple[int, int] | None:
    """The least and the greatest address that a clause means; ``None`` when it cannot mean any."""
    match node:
        case Network(_, text):
            return network(text)
        case Word(_, text) | Phrase(_, text) if "/" in text:
            return network(text)
        case Word(_, text) | Phrase(_, text):
            one = number(text)
            return None if one is None else (one, one)
        case Range(_, low, high, low_inside, high_inside):
            least = 0 if low is None else number(low)
            greatest = _ALL if high is None else number(high)
            if least is None or greatest is None:
                return None
            return least + (low is not None and not low_inside), greatest - (high is not None and not high_inside)
    return None


def _numbers(values: pa.Array) -> Numbers:
    found = np.empty(len(values), object)
    for place, text in enumerate(values.to_pylist()):
        one = number(text) if len(text) <= _LONGEST else None
        found[place] = -1 if one is None else one
    return found

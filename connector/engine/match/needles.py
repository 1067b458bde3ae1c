"""Needles: letters that whatever a pattern matches must hold, found in the bytes of many strings at once.

A pattern is slow to compare; most strings do not even hold its letters.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from connector.engine.match.patterns import literals
from connector.lucene.tree import Node, Prefix, Wildcard
from connector.lucene.words import lowered, words

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]

_SHORTEST = 2
_NO_LETTERS = np.zeros(0, np.uint8)


def needle(node: Node) -> bytes:
    """The longest letters, lowered, that every match of the pattern holds within one word; empty when there are none."""
    match node:
        case Prefix(_, text):
            found = [text]
        case Wildcard(_, pattern):
            found = literals(pattern)
        case _:
            return b""
    # No word holds white space, and a long one is cut in pieces.
    whole = [low for text in found if (low := lowered(text)) and words(low) == [low]]
    longest = max(whole, key=len, default="").encode("utf-8", "replace")
    return longest if len(longest) >= _SHORTEST else b""


def is_contained(node: Node, sought: bytes) -> bool:
    """Whether the pattern asks for nothing but that needle somewhere."""
    return isinstance(node, Wildcard) and lowered(node.pattern).encode("utf-8", "replace") == b"*%b*" % sought


def occurrences(text: Bytes, sought: bytes, folded: bool = False) -> Places:
    """Where the needle begins in the bytes, ascending.

    Args:
        text: the bytes.
        sought: at least two bytes, no letter of A to Z among them.
        folded: letters of A to Z count as a to z.
    """
    room = len(text) - len(sought) + 1
    if room <= 0:
        return np.empty(0, np.int64)

    def same(part: Bytes, byte: int) -> npt.NDArray[np.bool_]:
        found: npt.NDArray[np.bool_] = part == byte
        return found | (part == byte - 32) if folded and ord("a") <= byte <= ord("z") else found

    # Two bytes over everything; the others only where these are.
    places = np.flatnonzero(same(text[:room], sought[0]) & same(text[1 : room + 1], sought[1]))
    for step, byte in enumerate(sought[2:], 2):
        places = places[same(text[places + step], byte)]
    return places


def holding(values: pa.Array, sought: bytes) -> Places:
    """Which strings hold the needle, A to Z lowered; ascending."""
    if not len(values):
        return np.empty(0, np.int64)
    starts = np.frombuffer(values.buffers()[1], np.int32, len(values) + 1, 4 * values.offset)
    content = values.buffers()[2]
    text = _NO_LETTERS if content is None else np.frombuffer(content, np.uint8)[starts[0] : starts[-1]]
    found = occurrences(text, sought, folded=True) + starts[0]
    owners = np.searchsorted(starts, found, "right") - 1
    inside: Places = owners[found + len(sought) <= starts[owners + 1]]
    return inside[np.diff(inside, prepend=-1) > 0]

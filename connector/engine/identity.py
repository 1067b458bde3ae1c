"""Who an event is: the file that it was read from, and where in that file. What it says plays no part."""

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

HEAD = 65_536
"""A file is known by at most so many of its first bytes, decompressed."""

TAIL = 4_096
"""So many bytes before a position must still be there for reading to go on at it."""


def digest(content: bytes) -> str:
    """32 hex digits of SHA-256."""
    return hashlib.sha256(content).hexdigest()[:32]


def digests(content: bytes, lengths: Iterable[int]) -> dict[int, str]:
    """`digest` of so many of the first bytes, for each length that there is; every byte is looked at once."""
    found: dict[int, str] = {}
    hashed, reached = hashlib.sha256(), 0
    for length in sorted(length for length in lengths if length <= len(content)):
        hashed.update(content[reached:length])
        found[length], reached = hashed.hexdigest()[:32], length
    return found


def event_ids(source: npt.NDArray[np.uint64] | np.uint64, offsets: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.uint64]:
    """The ``_id`` of events as numbers: a hash of the file's identity and the byte offset of the line.

    Args:
        source: the first 16 hex digits of the file's identity as a number; one for all lines, or one a line.
        offsets: of the first bytes of the lines in the decompressed file.
    """
    with np.errstate(over="ignore"):
        return _mixed(_mixed(offsets.astype(np.uint64)) ^ source)


def _mixed(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """SplitMix64: a permutation of 64-bit numbers, so that two lines of one file never share an id."""
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))

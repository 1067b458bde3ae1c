"""Words that are nearly another word: how many letters must change, come, go or swap places."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from connector.engine.match.patterns import booleans
from connector.engine.segment import Mask


def allowed_edits(text: str, edits: int | None) -> int:
    """How many edits a clause allows: those given, or none up to 2 letters, one up to 5, two beyond."""
    if edits is not None:
        return edits
    return 0 if len(text) < 3 else 1 if len(text) < 6 else 2


def nearly(values: pa.Array, text: str, edits: int) -> Mask:
    """Which strings are at most that many edits away; a swap of neighbours is one edit. Below 0 none is."""
    if edits <= 0:
        return booleans(pc.equal(values, pa.scalar(text))) if edits == 0 else np.zeros(len(values), np.bool_)
    lengths = pc.utf8_length(values).to_numpy(zero_copy_only=False)
    ok = np.zeros(len(values), np.bool_)
    for length in range(max(0, len(text) - edits), len(text) + edits + 1):
        places = np.flatnonzero(lengths == length)
        if len(places):
            ok[places] = _distances(values.take(pa.array(places)).to_pylist(), length, text) <= edits
    return ok


def _distances(strings: list[str], length: int, text: str) -> npt.NDArray[np.int32]:
    """The distance of each string, all of one length, to the text, where it is at most 2; otherwise any number above 2."""
    letters = np.frombuffer("".join(strings).encode("utf-32-le"), np.uint32).reshape(len(strings), length).T
    far = np.full(len(strings), 9, np.int32)
    before: dict[int, npt.NDArray[np.int32]] = {}
    row = {column: np.full(len(strings), column, np.int32) for column in range(min(length, 2) + 1)}
    for place, letter in enumerate(map(ord, text), 1):
        earlier, before, row = before, row, {}
        for column in range(max(0, place - 2), min(length, place + 2) + 1):
            if column == 0:
                row[0] = np.full(len(strings), place, np.int32)
                continue
            cost = before.get(column - 1, far) + (letters[column - 1] != letter)
            cost = np.minimum(cost, np.minimum(before.get(column, far), row.get(column - 1, far)) + 1)
            if place > 1 and column > 1:
                swapped = (letters[column - 2] == letter) & (letters[column - 1] == ord(text[place - 2]))
                cost = np.where(swapped, np.minimum(cost, earlier.get(column - 2, far) + 1), cost)
            row[column] = cost.astype(np.int32)
    return row.get(length, far)

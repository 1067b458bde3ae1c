"""The rows of a segment that a question is about, whatever their time: its filter, and what was decided about them."""

from functools import reduce

import numpy as np
import numpy.typing as npt

from connector import lucene
from connector.engine.column import Mask
from connector.engine.match import mask
from connector.engine.moments import moment
from connector.engine.segment import Segment
from connector.engine.store import Store
from connector.judged import STATES, Judged, Ruling
from connector.query import EVERYTHING, Query

_BLOCK = 32
"""Rulings whose sum is kept: one more costs the masks of at most so many."""

Codes = npt.NDArray[np.int8]


def matching(store: Store, segment: Segment, query: Query) -> Mask | None:
    """The rows; ``None`` is none. All panels of a page ask for them."""
    whole = _filtered(store, segment, query)
    if whole is None or query.judged is None:
        return whole
    found: Mask = whole & _in_state(store, segment, query.judged)
    if query.judged.arrival is not None:
        found &= segment.arrived() <= query.judged.arrival
    return found if found.any() else None


def _filtered(store: Store, segment: Segment, query: Query) -> Mask | None:
    if query.filter == EVERYTHING:
        return np.broadcast_to(np.True_, segment.size)  # no memory at all
    # What "now" is matters to date maths only.
    key = segment.reader.key, query.filter, query.now if "now" in query.filter else None

    def make() -> tuple[Mask | None, int]:
        found = mask(segment, query.tree, query.now)
        return (found, found.nbytes) if found.any() else (None, 0)

    found: Mask | None = store.masks.get(key, make)
    return found


def _in_state(store: Store, segment: Segment, judged: Judged) -> Mask:
    wanted = np.array([state in judged.states for state in STATES])
    rulings = tuple(ruling for ruling in judged.rulings if _concerns(segment, ruling))
    found: Mask = wanted[_codes(store, segment, rulings)]
    return found


def _codes(store: Store, segment: Segment, rulings: tuple[Ruling, ...]) -> Codes:
    """For each row the place of its state in `STATES`."""
    if not rulings:
        return np.zeros(segment.size, np.int8)
    blocks = [rulings[: end + _BLOCK] for end in range(0, len(rulings), _BLOCK)]
    keys = [(segment.reader.key, "states", tuple((each.identity, each.arrival) for each in block)) for block in blocks]

    def summed(before: Codes, number: int) -> Codes:
        def make() -> tuple[Codes, int]:
            codes = before.copy()
            for ruling in blocks[number][number * _BLOCK :]:
                _apply(segment, ruling, codes)
            return codes, codes.nbytes

        made: Codes = store.masks.get(keys[number], make)
        return made

    return reduce(summed, range(len(blocks)), np.zeros(segment.size, np.int8))


def _concerns(segment: Segment, ruling: Ruling) -> bool:
    if ruling.arrival is not None and segment.arrivals[0] > ruling.arrival:
        return False
    start, end = ruling.window.start, ruling.window.end
    if start is None or end is None:
        return True
    return bool(segment.timed and segment.last >= moment(start) and segment.first < moment(end))


def _apply(segment: Segment, ruling: Ruling, codes: Codes) -> None:
    # Not kept by itself: thousands of masks would push out the sums.
    found = mask(segment, lucene.parse(ruling.filter), ruling.now)
    begin, end = 0, segment.size
    if ruling.window.start is not None and ruling.window.end is not None:
        bounds = np.array([moment(ruling.window.start), moment(ruling.window.end)])
        begin, end = (int(place) for place in np.searchsorted(segment.times, bounds))
    meant = found[begin:end]
    if ruling.arrival is not None and segment.arrivals[1] > ruling.arrival:
        meant = meant & (segment.arrived()[begin:end] <= ruling.arrival)
    if len(ruling.among) < len(STATES):
        meant = meant & np.array([state in ruling.among for state in STATES])[codes[begin:end]]
    codes[begin:end][meant] = STATES.index(ruling.state)

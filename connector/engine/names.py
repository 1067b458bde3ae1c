"""Names of a store's files: what each is, which batches it holds, and which ones count."""

from collections.abc import Iterable

SEGMENT = ".segment"
"""Events with a usable time."""

UNTIMED = ".untimed"
"""Events without one, of the batches of the segment of the same number."""

DAMAGED = ".damaged"
UNFINISHED = ".unfinished"
SEALING = ".sealing"


def batch(first: int, last: int | None = None) -> str:
    """The name, without what follows the dot, of what holds one batch or several."""
    return f"{first:08d}" if last is None else f"{first:08d}-{last:08d}"


def arrivals(name: str) -> tuple[int, int]:
    """The numbers of the first and the last batch in a file; zeros for a name of another kind."""
    first, _, last = name.partition(".")[0].partition("-")
    if not first.isdecimal() or not (last or first).isdecimal():
        return 0, 0
    return int(first), int(last or first)


def counted(names: Iterable[str]) -> list[str]:
    """The names of the segments that count, in order of arrival.

    A crash may leave parts beside the segment that they were sealed into, and events without a time whose twin was never made.
    """
    found = sorted((name for name in names if name.endswith((SEGMENT, UNTIMED))), key=_place)
    timed = {name for name in found if name.endswith(SEGMENT)}
    kept: list[str] = []
    widest = 0, 0
    for name in found:
        if not (name in timed or name.removesuffix(UNTIMED) + SEGMENT in timed):
            continue
        if arrivals(name) == widest or arrivals(name)[1] > widest[1]:
            kept.append(name)
            widest = arrivals(name)
    return kept


def _place(name: str) -> tuple[int, int, str]:
    first, last = arrivals(name)
    return first, -last, name

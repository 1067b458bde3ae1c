"""Events themselves: the first ones, or all of them, a few at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from time import monotonic

import numpy as np

from connector.answers import Events, Note, Progress
from connector.engine.order import first_rows
from connector.engine.parts import Part, find_parts
from connector.engine.segment import DamagedSegment
from connector.engine.store import Store
from connector.frames import events_frame
from connector.query import Query


def first_events(store: Store, query: Query, columns: tuple[str, ...] | None, oldest_first: bool) -> Events:
    """The newest, or oldest, events; ties of a millisecond by ``_id``."""
    parts = find_parts(store, store.segments(), query, query.window)
    total = sum(part.count for part in parts)
    return _read(parts, first_rows(parts, min(query.limit or total, total), oldest_first), columns, total)


def batches(
    store: Store,
    query: Query,
    columns: tuple[str, ...] | None,
    on_progress: Callable[[Progress], None] | None,
    size: int,
) -> Iterator[Events]:
    """Everything that matches, newest first, at most ``size`` events at a time, from the segments that there are at the start.

    A segment that turns out to be damaged on the way is set aside in the store: a note in each batch from there on says how many
    events are missing, and the last batch is empty where nothing else is left to carry it.
    """
    begun = monotonic()
    parts = _found(store, query)
    total = sum(part.count for part in parts)
    wanted = min(query.limit or total, total)
    done, unsaid = 0, False
    notes: tuple[Note, ...] = ()
    while done < wanted or unsaid:
        try:
            chosen = first_rows(parts, min(max(size, 1), wanted - done))
            batch = _read(parts, chosen, columns, total)
        except DamagedSegment as error:
            store.set_aside(error.name)
            notes, unsaid = (*notes, _damage(error.name, parts)), True
            parts = [part for part in parts if part.segment.name != error.name]
            wanted = min(wanted, done + sum(part.count for part in parts))
            continue
        parts = _without(parts, chosen)
        done, unsaid = done + len(chosen), False
        if on_progress is not None:
            share = done / wanted if wanted else 1.0
            on_progress(Progress(share, done, (monotonic() - begun) * (1 - share) / share, ""))
        yield replace(batch, exact=not notes, notes=notes)


def _found(store: Store, query: Query) -> list[Part]:
    while True:
        try:
            return find_parts(store, store.segments(), query, query.window)
        except DamagedSegment as error:
            store.set_aside(error.name)


def _read(parts: Sequence[Part], chosen: Sequence[tuple[int, int, int]], columns: tuple[str, ...] | None, total: int) -> Events:
    lines = _lines(parts, chosen)
    # Whoever asks for no columns has the lines: nothing is decoded for them.
    documents = [
        {} if columns == () else parts[place].segment.read(line) for (place, _, _), line in zip(chosen, lines, strict=True)
    ]
    return Events(events_frame(documents, columns), tuple(lines), tuple(f"{number:016x}" for _, _, number in chosen), total)


def _lines(parts: Sequence[Part], chosen: Sequence[tuple[int, int, int]]) -> list[bytes]:
    """The lines of rows of parts, in the order asked; each part is asked once, for its blocks hold many of them."""
    rows: dict[int, list[int]] = {}
    for place, row, _ in chosen:
        rows.setdefault(place, []).append(row)
    found = {place: iter(parts[place].segment.lines(asked)) for place, asked in rows.items()}
    return [next(found[place]) for place, _, _ in chosen]


def _without(parts: Sequence[Part], chosen: Sequence[tuple[int, int, int]]) -> list[Part]:
    """The parts that still hold events when the chosen ones are gone."""
    places, rows = np.array([each[:2] for each in chosen], np.int64).reshape(-1, 2).T
    left = []
    for place, part in enumerate(parts):
        gone = rows[places == place]
        if len(gone):
            mask = part.mask.copy()
            mask[gone] = False
            part = replace(part, mask=mask, count=part.count - len(gone))
        if part.count:
            left.append(part)
    return left


def _damage(name: str, parts: Sequence[Part]) -> Note:
    missing = sum(part.count for part in parts if part.segment.name == name)
    return Note("partial", f"{name} of the store is damaged: {missing:,} of the events are missing.")

"""The values of many events by their dotted paths: whole columns at a time, as `leaves` and `value_at` give them one by one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, repeat
from operator import itemgetter
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt

from connector import cancelling
from connector.frames.documents import leaves, value_at

Objects = Sequence[Mapping[str, object]]
Rows = npt.NDArray[np.intp]


class Held(NamedTuple):
    """What is at one path: the events that hold a value, in any order, and their values."""

    rows: Rows
    values: Sequence[object]


NOTHING = Held(np.zeros(0, np.intp), ())


def held_values(documents: Objects) -> dict[str, Held]:
    """The leaves of events, by path.

    Objects that have the same keys are taken apart together: a loop over shapes and keys, not over values. Nothing recurses, for
    attackers nest.
    """
    chunks: dict[str, list[Held]] = defaultdict(list)
    spelt_twice: set[str] = set()  # perhaps: paths with a key that holds dots
    waiting: dict[str, list[tuple[Rows, Objects]]] = {"": [(np.arange(len(documents)), documents)]}
    while waiting:
        prefix = next(iter(waiting))  # the first: all objects of a path have been found before it is its turn
        rows, objects = _together(waiting.pop(prefix))
        for keys, places in _shapes(objects):
            alike, group = objects, rows
            if len(places) < len(objects):
                alike, group = [objects[place] for place in places], rows[places]
            cancelling.check()  # of very many events the frame takes longer than the answer
            for key in keys:
                values = list(map(itemgetter(key), alike))
                path, types = prefix + key, set(map(type, values))
                if "." in key or prefix in spelt_twice:
                    spelt_twice.update((path, f"{path}."))
                if dict in types:
                    waiting.setdefault(f"{path}.", []).append(_objects(group, values))
                if types - {dict, type(None)}:
                    chunks[path].append(Held(group, values) if _plain(types) else _leaves(group, values))
    found = {path: _joined(held) for path, held in chunks.items()}
    return found | {path: _once(path, found[path], documents) for path in spelt_twice & found.keys()}


def values_along(documents: Objects, path: str) -> list[object]:
    """What each event holds at a path: ``None`` for nothing, an object where it ends at one, which is no value either.

    Where it leads into a list, the list of the values below.
    """
    if "." not in path:
        return list(map(dict.get, cast(Sequence[dict[str, object]], documents), repeat(path)))
    *above, last = path.split(".")
    rows, nodes = np.arange(len(documents)), documents
    odd: set[int] = set()
    for depth, key in enumerate(above):
        # The next keys of the path may be one key with dots.
        for end in range(depth + 2, len(above) + 2):
            head = ".".join((*above, last)[depth:end])
            odd.update(compress(rows.tolist(), [head in node for node in nodes]))
        below = [node.get(key) for node in nodes]
        if list in set(map(type, below)):
            odd.update(compress(rows.tolist(), [type(value) is list for value in below]))
        rows, nodes = _objects(rows, below)
    values: list[object] = [None] * len(documents)
    for row, node in zip(rows.tolist(), nodes, strict=True):
        values[row] = node.get(last)
    for row in odd:
        values[row] = value_at(documents[row], path)
    return values


def _plain(types: set[type]) -> bool:
    """Whether values of these types are all of them leaves."""
    return dict not in types and type(None) not in types


def _shapes(objects: Objects) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """The different sets of keys, in their order, and the places of the objects that have them."""
    shapes: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, keys in enumerate(map(tuple, objects)):
        shapes[keys].append(place)
    yield from shapes.items()


def _objects(rows: Rows, values: Sequence[object]) -> tuple[Rows, Objects]:
    """Only the objects among the values."""
    kept = np.fromiter((type(value) is dict for value in values), np.bool_, len(values))
    return rows[kept], cast(Objects, [value for value in values if type(value) is dict])


def _leaves(rows: Rows, values: Sequence[object]) -> Held:
    """Only what is neither an object nor null."""
    kept = [value is not None and type(value) is not dict for value in values]
    return Held(rows[np.array(kept)], list(compress(values, kept)))


def _together(parts: Sequence[tuple[Rows, Objects]]) -> tuple[Rows, Objects]:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate([rows for rows, _ in parts]), [each for _, objects in parts for each in objects]


def _joined(chunks: Sequence[Held]) -> Held:
    if len(chunks) == 1:
        return chunks[0]
    return Held(np.concatenate([chunk.rows for chunk in chunks]), [value for chunk in chunks for value in chunk.values])


def _once(path: str, held: Held, documents: Objects) -> Held:
    """Each event once, with the value that `leaves` gives."""
    rows, first, count = np.unique(held.rows, return_index=True, return_counts=True)
    values = [
        held.values[place] if times == 1 else leaves(documents[row])[path]
        for row, place, times in zip(rows.tolist(), first.tolist(), count.tolist(), strict=True)
    ]
    return Held(rows, values)

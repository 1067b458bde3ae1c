"""Who with whom: pairs of the values of two fields, counted."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from connector.answers import Pairs
from connector.engine.keys import Keys, code_keys
from connector.engine.parts import find_parts
from connector.engine.store import Store
from connector.frames import pairs_frame
from connector.query import Query

Integers = npt.NDArray[np.int64]


def pairs(store: Store, query: Query, source_field: str, target_field: str, size: int) -> Pairs:
    """The most frequent pairs."""
    parts = find_parts(store, store.segments(), query, query.window)
    sources, targets = code_keys(parts, source_field), code_keys(parts, target_field)
    codes = [np.zeros(0, np.int64)]
    for number, part in enumerate(parts):
        place, source = sources.joined(number, part.rows)
        held = source >= 0
        inner, target = targets.joined(number, part.rows[place[held]])
        there = target >= 0
        codes.append(source[held][inner[there]] * len(targets.texts) + target[there])
    encoded = pa.array(np.concatenate(codes)).dictionary_encode()
    counts = np.bincount(encoded.indices.to_numpy(), minlength=len(encoded.dictionary))
    ends = np.divmod(encoded.dictionary.to_numpy(), max(len(targets.texts), 1))
    chosen = _first_pairs((sources, targets), ends, counts, size)
    texts = (_texts(keys, codes[chosen]) for keys, codes in zip((sources, targets), ends, strict=True))
    return Pairs(pairs_frame(zip(zip(*texts, strict=True), counts[chosen].tolist(), strict=True)), len(counts))


def _first_pairs(keys: tuple[Keys, Keys], ends: tuple[Integers, Integers], counts: Integers, size: int) -> Integers:
    """The pairs that come first, at most ``size``, in no order."""
    if size >= len(counts):
        return np.arange(len(counts))
    bound = np.partition(counts, -size)[-size] if size else counts.max() + 1
    chosen = np.flatnonzero(counts > bound)
    ties = np.flatnonzero(counts == bound)
    sources, targets = (key.ranks()[codes[ties]] for key, codes in zip(keys, ends, strict=True))
    return np.concatenate([chosen, ties[np.lexsort((targets, sources))[: size - len(chosen)]]])


def _texts(keys: Keys, codes: Integers) -> Sequence[str]:
    texts: list[str] = keys.texts.take(pa.array(codes)).to_pylist()
    return texts

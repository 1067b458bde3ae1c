"""The frame of the fields that occur in events: what a field is, how often it is there, and one of its values."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from connector.frames.columns import strings
from connector.frames.documents import SERVERS_OWN, leaf_values
from connector.frames.values import key_text, rank
from connector.lucene.fields import ADDRESSES, DATES

TYPES = ("string", "integer", "float", "boolean", "ip", "date")
"""What the values of a field may be, in the order in which several are named."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field, before it is a row of `fields_frame`.

    Attributes:
        name: dotted.
        types: some of `TYPES`.
        count: events that hold it.
        example: the text of the value that most of them hold.
    """

    name: str
    types: frozenset[str]
    count: int
    example: str


def type_name(value: object, field: str) -> str:
    """One of `TYPES` for a string, number or boolean at a field; 80.0 is a float."""
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "float"
        case _:
            return text_type(field)


def text_type(field: str) -> str:
    """What texts at a field are: ``ip`` or ``date`` where the name says so, readable or not, otherwise ``string``."""
    if field in ADDRESSES:
        return "ip"
    return "date" if field in DATES else "string"


def fields_of(documents: Iterable[Mapping[str, object]]) -> list[Field]:
    """The fields that occur in events, in no order."""
    held: Counter[str] = Counter()
    types: dict[str, set[str]] = defaultdict(set)
    values: dict[str, Counter[tuple[bool, object]]] = defaultdict(Counter)
    # Some events have a thousand fields of one value each: those are only counted, by their Python type, until all are known.
    single: dict[str, Counter[tuple[type, object]]] = defaultdict(Counter)
    for document in documents:
        for path, found in leaf_values(document).items():
            if len(found) == 1:
                single[path][type(found[0]), found[0]] += 1
                continue
            held[path] += 1
            types[path].update(type_name(value, path) for value in found)
            # 80 and 80.0 are one value; true and 1 are two, though Python holds them to be equal.
            values[path].update({(isinstance(value, bool), value) for value in found})
    for path, counts in single.items():
        for (kind, value), count in counts.items():
            held[path] += count
            types[path].add(type_name(value, path))
            values[path][kind is bool, value] += count
    examples = {path: example_of((value, count) for (_, value), count in counts.items()) for path, counts in values.items()}
    return [Field(path, frozenset(types[path]), held[path], examples[path]) for path in values]


def example_of(pairs: Iterable[tuple[object, int]]) -> str:
    """The text of the value that most events hold; of equal ones the first in the order of `values_frame`."""
    value, _ = min(pairs, key=lambda pair: (-pair[1], rank(pair[0])))
    return key_text(value)


def fields_frame(fields: Iterable[Field]) -> pd.DataFrame:
    """The frame of `connector.answers.Fields`, in its order, without `SERVERS_OWN`.

    Integers beside floats are floats, as a column that holds both has them.

    Args:
        fields: each name once, in any order.

    Returns:
        ``field``, ``type`` and ``example`` (str) and ``count`` (int64); an empty answer has them too.
    """
    rows = sorted((field for field in fields if field.name not in SERVERS_OWN), key=lambda field: field.name)
    every = range(len(rows))
    return pd.DataFrame(
        {
            "field": strings(every, [row.name for row in rows], len(rows)),
            "type": strings(every, [_types(row) for row in rows], len(rows)),
            "count": np.array([row.count for row in rows], np.int64),
            "example": strings(every, [row.example for row in rows], len(rows)),
        }
    )


def _types(field: Field) -> str:
    types = field.types - {"integer"} if "float" in field.types else field.types
    return ", ".join(name for name in TYPES if name in types)

"""The frame of the fields that occur in events: what a field is, how often it is there, and one of its values."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from connector.frames.columns import strings
from connector.frames.documents import SERVERS_OWN
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
    """One of `TYPES` for a string, number or boolean at a field.

    80.0 is a float. Where the name says that texts are addresses or times they are ``ip`` or ``date``, readable or not.
    """
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "float"
        case _ if field in ADDRESSES:
            return "ip"
        case _:
            return "date" if field in DATES else "string"


def field_of(name: str, pairs: Iterable[tuple[object, int]], count: int) -> Field:
    """A field from its values.

    Args:
        name: dotted.
        pairs: value (string, number or boolean) and number of events, each value once, in any order; at least one.
        count: events that hold the field: less than all pairs together where events hold several values.
    """
    held = list(pairs)
    return Field(name, frozenset(type_name(value, name) for value, _ in held), count, example_of(held))


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

"""One value as a filter: what a click on a value adds."""

import re

from connector import lucene

Value = str | int | float | bool

_PLAIN = re.compile(r"[a-z][a-z0-9_]*|\d{1,3}(\.\d{1,3}){3}")
_SIMPLE = frozenset(("event_type", "app_proto", "src_ip", "dest_ip"))


def only(field: str, value: Value) -> str:
    """A clause for the events that have this value, as short as a person would write it where that means the same."""
    if field in _SIMPLE and isinstance(value, str) and _PLAIN.fullmatch(value):
        return f"{field}:{value}"
    return lucene.term(field, value)


def without(field: str, value: Value) -> str:
    """The clause as a filter chip that leaves these events out."""
    return f"-{only(field, value)}"

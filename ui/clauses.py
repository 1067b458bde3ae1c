"""One value as a filter: what a click on a value adds."""

import re

from connector import lucene
from connector.errors import QuerySyntaxError
from connector.lucene.fields import base
from connector.lucene.tree import Asked, Exists, Level, Node, Role, roles

Value = str | int | float | bool

Choices = tuple[tuple[str, Value | None], ...]
"""Fields with a value each, of which one becomes a filter; ``None`` where the field is missing."""

_PLAIN = re.compile(r"[a-z][a-z0-9_]*|\d{1,3}(\.\d{1,3}){3}")
_SIMPLE = frozenset(("event_type", "app_proto", "src_ip", "dest_ip"))

_NAME = r"(?:[\w.@-]|\\.)+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ATOM = rf'(?:{_QUOTED}|[\[{{](?:[^\[\]{{}}"]|{_QUOTED})*[\]}}]|(?!(?:AND|OR|NOT)\b)(?:\w|\\.)(?:[\w.@*?-]|\\.)*)'
_CLAUSE = re.compile(rf"(?P<name>{_NAME}):(?:(?P<one>{_ATOM})|\((?P<several>{_ATOM}(?: OR {_ATOM})*)\))")
"""What a person or a click writes of one field: a value, or several between parentheses."""


def only(field: str, value: Value | None) -> str:
    """A clause for the events that have this value, as short as a person would write it where that means the same.

    Args:
        field: a dotted field.
        value: its value; ``None`` for the events without one.
    """
    if value is None:
        return lucene.negated(lucene.exists(field))
    if field in _SIMPLE and isinstance(value, str) and _PLAIN.fullmatch(value):
        return f"{field}:{value}"
    return lucene.term(field, value)


def without(field: str, value: Value | None) -> str:
    """The clause as a filter chip that leaves these events out."""
    return lucene.exists(field) if value is None else f"-{only(field, value)}"


def above(field: str, number: float) -> str:
    """A clause for the events whose number is greater."""
    return f"{_name(field)}:>{number}" if _is_short(number) else lucene.where(field, "above", number)


def below(field: str, number: float) -> str:
    """A clause for the events whose number is less."""
    return f"{_name(field)}:<{number}" if _is_short(number) else lucene.where(field, "below", number)


def between(field: str, least: float, greatest: float) -> str:
    """A clause for the events whose number lies between two, both included; which is the lesser one does not matter."""
    low, high = min(least, greatest), max(least, greatest)
    if _is_short(low) and _is_short(high):
        return f"{_name(field)}:[{low} TO {high}]"
    return lucene.where(field, "between", (low, high))


def either(first: str, second: str) -> str:
    """A filter chip for the events of either clause: ``field:(a OR b)`` where both are of one field.

    Args:
        first: a chip that is Lucene and denies nothing; it may hold several values already.
        second: a clause of one value.
    """
    known, added = _CLAUSE.fullmatch(first), _CLAUSE.fullmatch(second)
    if known and added and known["name"] == added["name"]:
        several, more = (found["several"] or found["one"] for found in (known, added))
        return first if more in re.findall(_ATOM, several) else f"{known['name']}:({several} OR {more})"
    return lucene.any_of(first, second)


def is_about(chip: str, field: str) -> bool:
    """Whether `either` may widen this chip by a value of the field: it asks for this field alone, and denies nothing."""
    if chip.lstrip().startswith("-"):
        return False
    waiting: list[Node] = []
    try:
        waiting.append(lucene.parse(chip))
    except QuerySyntaxError:
        return False
    while waiting:
        match waiting.pop():
            case Level(clauses):
                found = roles(clauses)
                if any(role is Role.NOT for role, _ in found):
                    return False
                waiting.extend(node for _, node in found)
            case Asked(name) as asked if base(name) == field and not isinstance(asked, Exists):
                continue
            case _:
                return False
    return True


def _name(field: str) -> str:
    """The field as it stands before a colon, escaped."""
    return lucene.term(field, 0).rpartition(":")[0]


def _is_short(number: float) -> bool:
    """Whether a number may stand in a range as it is."""
    return isinstance(number, int) and 0 <= number < 10**15

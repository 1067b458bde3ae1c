"""Filters from values: one clause after the other, with everything quoted that needs it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import reduce
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from math import isfinite
from typing import Literal, NoReturn, get_args

from connector.errors import QueryError
from connector.lucene.addresses import network, number
from connector.lucene.fields import ADDRESSES, DATES, EITHER, KEYWORDS, LONGEST_KEYWORD, base, is_keyword, units
from connector.lucene.parser import parse
from connector.lucene.tree import ANY
from connector.lucene.words import LONGEST_WORD, parted
from connector.lucene.write import both, either, escaped, exists, interval, negated, term

Value = str | int | float | bool | datetime | IPv4Address | IPv6Address
Net = str | IPv4Network | IPv6Network
Op = Literal[
    "is", "is not", "contains", "starts with", "one of", "above", "below", "between", "in network", "exists", "missing"
]  # fmt: skip

_OPS: tuple[str, ...] = get_args(Op)
_GREATEST = 2**63 - 1
"""Beyond it a server finds nothing, neither as a value nor as a bound."""


def where(field: str, op: Op, value: "Value | Net | Iterable[Value] | None" = None) -> str:
    """One clause as a filter: whatever stands in the value, it means itself. Filters can be put together as they are.

    - ``is``, ``is not``: has the value, or not. Times are compared by the millisecond, addresses as addresses, and texts of more
      than 256 UTF-16 units by their words.
    - ``contains``: each word of the text stands somewhere in the field, inside longer words too; A to Z match in either case.
    - ``starts with``: the whole value begins with the text, letter for letter; values of more than 256 UTF-16 units are
      not found.
    - ``one of``: has one of the values; of none, no event.
    - ``above``, ``below``: greater or less than a number, a time or an address; ``between`` takes two and includes both.
    - ``in network``: an address in this network, in any field that holds addresses.
    - ``exists``, ``missing``: has a value or not; without a ``value``.

    Args:
        field: a dotted field; ``ip`` is either side's address.
        op: one of the above.
        value: a text, number, boolean, address or time; a time without a zone is UTC.

    Returns:
        Lucene text, for the filter of a query.

    Raises:
        QueryError: there is no such operator, or the value is none for it.
    """
    if not isinstance(field, str) or not field.strip():
        raise QueryError("A clause needs the name of a field, such as dest_port.")
    match op:
        case "exists" | "missing" if value is not None:
            raise QueryError(f"{field} {op} takes no value: leave it out.")
        case "exists":
            return exists(field)
        case "missing":
            return f"(NOT {exists(field)})"
        case _ if op not in _OPS:
            raise QueryError(f"There is no operator {op!r}: use one of {', '.join(_OPS)}.")
        case _ if value is None:
            raise QueryError(f"{field} {op} needs a value.")
        case "is":
            return _is(field, value)
        case "is not":
            return f"({negated(_is(field, value))})"
        case "one of":
            return _any(_is(field, each) for each in _several(field, value))
        case "contains":
            return _contains(field, _text(field, op, value))
        case "starts with":
            return _starts(field, _text(field, op, value))
        case "in network":
            return _network(field, value)
        case "above":
            return _range(field, value, None, inside=False)
        case "below":
            return _range(field, None, value, inside=False)
        case _:
            return _between(field, value)


def any_of(*filters: str) -> str:
    """A filter that matches what any of them matches; of none, no event.

    Raises:
        QuerySyntaxError: one of them is not Lucene.
    """
    return _any(map(_checked, filters))


def none_of(*filters: str) -> str:
    """A filter that matches what none of them matches; of none, every event.

    Raises:
        QuerySyntaxError: one of them is not Lucene.
    """
    return f"({negated(any_of(*filters))})" if filters else ANY


def all_of(*filters: str) -> str:
    """A filter that matches what all of them match; of none, every event.

    Raises:
        QuerySyntaxError: one of them is not Lucene.
    """
    checked = list(map(_checked, filters))
    return reduce(both, checked, ANY) if len(checked) < 2 else f"({reduce(both, checked)})"


def _checked(filter: str) -> str:
    parse(filter)  # by itself: its parentheses must not close ours
    return filter


def _any(filters: Iterable[str]) -> str:
    parts = list(filters)
    return either(*parts) if len(parts) == 1 else f"({either(*parts)})"


def _is(field: str, value: object) -> str:
    match value:
        case datetime():
            return term(field, _moment(value)) if field in DATES else _refused(field, "is", value)
        case IPv4Address() | IPv6Address():
            return term(field, value.exploded)
        case float() if not isfinite(value):
            return _refused(field, "is", value)
        case str() | int() | float():
            return term(field, value)
        case _:
            return _refused(field, "is", value)


def _refused(field: str, op: str, value: object) -> NoReturn:
    raise QueryError(f"{field} {op} cannot take {type(value).__name__} {str(value)[:40]!r}: give another kind of value.")


def _several(field: str, value: object) -> list[object]:
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return list(value)
    raise QueryError(f"{field} one of needs a list of values.")


def _text(field: str, op: str, value: object) -> str:
    if not isinstance(value, str):
        _refused(field, op, value)
    if field in DATES:
        raise QueryError(f"{field} holds times: use above, below or between.")
    return str(value)


def _contains(field: str, text: str) -> str:
    parts = parted(text)
    if not parts:
        raise QueryError(f"{field} contains needs a word.")
    if any(len(part) > LONGEST_WORD for part in parts):
        raise QueryError(f"{field} contains takes words of at most {LONGEST_WORD} letters: use fewer of them.")
    # The text of an address stands in its keyword alone, and there the letters are small.
    own = base(field) in (EITHER, *ADDRESSES)
    name = escaped(base(field) + KEYWORDS[0] if own else field)
    clauses = [f"{name}:*{escaped(part.lower() if own else part)}*" for part in parts]
    return reduce(both, clauses) if len(clauses) < 2 else f"({' AND '.join(clauses)})"


def _starts(field: str, text: str) -> str:
    if units(text) > LONGEST_KEYWORD:
        raise QueryError(f"{field} starts with takes at most {LONGEST_KEYWORD} letters: use contains.")
    return f"{escaped(field if is_keyword(field) else field + KEYWORDS[0])}:{escaped(text) if text else ''}*"


def _network(field: str, value: object) -> str:
    text = str(value) if isinstance(value, str | IPv4Network | IPv6Network) else ""
    if "/" not in text and number(text) is not None:
        text += "/128" if ":" in text else "/32"
    span = network(text)
    if span is None or "%" in text:
        raise QueryError(f"{str(value)[:60]!r} is no network: write it like 10.0.0.0/8 or 2001:db8::/32.")
    return f"{escaped(field)}:{'/'.join(map(escaped, text.split('/')))}"


def _between(field: str, value: object) -> str:
    pair = _several(field, value) if not isinstance(value, str) else []
    if len(pair) != 2:
        raise QueryError(f"{field} between needs two values: the least and the greatest.")
    return _range(field, pair[0], pair[1], inside=True)


def _range(field: str, low: object, high: object, inside: bool) -> str:
    """A range. Where a bound is beyond every number of a server, it is said by what does not lie behind it."""
    name = escaped(field)
    least, greatest = (None if bound is None else _bound(field, bound) for bound in (low, high))
    below, above = isinstance(low, int | float) and low < -_GREATEST, isinstance(high, int | float) and high > _GREATEST
    asked = f"{name}:{interval(None if below else least, None if above else greatest, inside or below, inside or above)}"
    denied = [f"{name}:{interval(None, least, True, not inside)}"] * below
    denied += [f"{name}:{interval(greatest, None, not inside, True)}"] * above
    return f"({' AND NOT '.join([asked, *denied])})" if denied else asked


def _bound(field: str, value: object) -> str:
    match value:
        case bool():
            return _refused(field, "above, below or between", value)
        case int():
            return str(value)
        case float() if isfinite(value):
            return repr(value)
        case datetime() if field in DATES:
            return _moment(value)
        case str() if field in DATES and value:
            return value
        case str() | IPv4Address() | IPv6Address() if field in (EITHER, *ADDRESSES) and number(str(value)) is not None:
            return str(value)
        case _:
            return _refused(field, "above, below or between", value)


def _moment(value: datetime) -> str:
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return aware.isoformat(timespec="milliseconds").replace("+00:00", "Z")

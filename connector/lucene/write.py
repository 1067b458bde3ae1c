"""Filters as text: putting them together, and escaping what goes into them."""

import re

from connector.lucene.addresses import network, number
from connector.lucene.fields import ADDRESSES, DATES, EITHER, KEYWORDS, LONGEST_KEYWORD, is_keyword, units
from connector.lucene.lexer import BLANKS
from connector.lucene.tree import ANY, EXISTS
from connector.lucene.words import parted, words

NOTHING = "NOT *"
"""A filter that matches no event."""

_SPECIAL = re.compile(r'([+\-!():^\[\]"{}~*?\\/ \t\n\r\u3000|&<>])')
_HOLDING = ("\\", "+", "-", "!")
_OPERATORS = frozenset(("AND", "OR", "NOT"))
_NUMBER = re.compile(r"\d+(\.\d+)?")


def both(first: str, second: str) -> str:
    """A filter that matches what both match. ``*`` and blank text add nothing."""
    parts = [part for part in map(trimmed, (first, second)) if part not in ("", ANY)]
    if len(parts) < 2:
        return parts[0] if parts else ANY
    return f"({parts[0]}) AND ({parts[1]})"


def either(*filters: str) -> str:
    """A filter that matches what any of them matches; of none, no event."""
    parts = list(map(trimmed, filters))
    if not parts:
        return NOTHING
    if any(part in ("", ANY) for part in parts):
        return ANY
    return parts[0] if len(parts) == 1 else " OR ".join(f"({part})" for part in parts)


def negated(filter: str) -> str:
    """A filter that matches every event which this one does not."""
    return f"NOT ({trimmed(filter) or ANY})"


def trimmed(filter: str) -> str:
    """The filter without the blanks around it.

    One behind a backslash or a sign belongs to a word, and a no-break space is a letter.
    """
    start = filter.lstrip(BLANKS)
    return start if start.rstrip(BLANKS).endswith(_HOLDING) else start.rstrip(BLANKS)


def quote(value: str) -> str:
    """The value between quotes: nothing in it has a meaning of its own."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def escaped(value: str) -> str:
    """The value as one bare word or field name: every character that Lucene reads as something else is escaped."""
    return "\\" + value if value in _OPERATORS else _SPECIAL.sub(r"\\\1", value)


def interval(low: str | None, high: str | None, low_inside: bool = True, high_inside: bool = True) -> str:
    """What stands behind the colon of a range; ``None`` is an open end."""
    opening, closing = "[" if low_inside else "{", "]" if high_inside else "}"
    return f"{opening}{_bound(low)} TO {_bound(high)}{closing}"


def exists(field: str) -> str:
    """A clause that matches events where the field, or any field below it, has a value."""
    return f"{EXISTS}:{escaped(field) or quote(field)}"


def term(field: str, value: str | int | float | bool | None) -> str:
    """A clause that matches events where the field has this value, on files and on servers.

    Exact, with three exceptions that servers do not know better: times are compared by the millisecond, addresses as addresses,
    and texts of more than 256 UTF-16 units by their words. ``None`` is the missing field.
    """
    name = escaped(field)
    match value:
        case None:
            return f"(NOT {exists(field)})"
        case bool():
            return f"{name}:{str(value).lower()}"
        case int() | float():
            written = str(value)
            return f"{name}:{written if written[0].isdigit() else quote(written)}"
        case str() if field in DATES or (field in (EITHER, *ADDRESSES) and _is_address(value)):
            return f"{name}:{quote(value)}"
        case str() if units(value) <= LONGEST_KEYWORD:
            return f"{name}{'' if is_keyword(field) else KEYWORDS[0]}:{quote(value)}"
        case str() if not words(value):
            # A phrase without a word would match nothing: what has a value, but no word, is blank text.
            return f"({exists(field)} AND NOT {name}:[* TO *])"
        case str():
            return f"{name}:{quote(value)}"


def contains(text: str) -> str:
    """A filter that matches events where each word of the text stands somewhere, inside longer words too.

    A wildcard is held against one word, never across blanks, so every word of the text is asked for by itself; they may stand
    in different places of the event. Numbers, addresses and networks also match as what they are: wildcards never see a number.
    """
    parts = [_contains(word) for word in parted(text)]
    return " AND ".join(parts) or ANY


def _contains(word: str) -> str:
    inside = f"*{escaped(word)}*"
    if _NUMBER.fullmatch(word):
        return f"({inside} OR {word})"
    return f"({inside} OR {quote(word)})" if _is_address(word) else inside


def _is_address(text: str) -> bool:
    return number(text) is not None or network(text) is not None


def _bound(bound: str | None) -> str:
    """One end of a range. Lucene's escapes do not work before a quote inside brackets, so these characters go by their codes."""
    if bound is None:
        return ANY
    return '"' + bound.replace("\\", "\\u005c").replace('"', "\\u0022") + '"'

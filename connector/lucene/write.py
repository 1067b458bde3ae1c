"""Filters as text: putting them together, and escaping what goes into them."""

import ipaddress
import re

from connector.lucene.fields import ADDRESSES, DATES, KEYWORDS, LONGEST_KEYWORD, is_keyword, units
from connector.lucene.tree import (
    ANY,
    EXISTS,
    Everything,
    Exists,
    Fuzzy,
    Join,
    Level,
    Node,
    Nothing,
    Phrase,
    Prefix,
    Range,
    Regex,
    Sign,
    Wildcard,
    Word,
    leaves_first,
)
from connector.lucene.words import lowered, words

NOTHING = "NOT *"
"""A filter that matches no event."""

_SPECIAL = re.compile(r'([+\-!():^\[\]"{}~*?\\/ \t\n\r\u3000|&<>])')
_OPERATORS = frozenset(("AND", "OR", "NOT"))
_NUMBER = re.compile(r"\d+(\.\d+)?")
_HINTED = 8


def both(first: str, second: str) -> str:
    """A filter that matches what both match. ``*`` and blank text add nothing."""
    parts = [part.strip() for part in (first, second) if part.strip() not in ("", ANY)]
    if len(parts) < 2:
        return parts[0] if parts else ANY
    return f"({parts[0]}) AND ({parts[1]})"


def either(*filters: str) -> str:
    """A filter that matches what any of them matches; of none, no event."""
    parts = [part.strip() for part in filters]
    if not parts:
        return NOTHING
    if any(part in ("", ANY) for part in parts):
        return ANY
    return parts[0] if len(parts) == 1 else " OR ".join(f"({part})" for part in parts)


def negated(filter: str) -> str:
    """A filter that matches every event which this one does not."""
    return f"NOT ({filter.strip() or ANY})"


def quote(value: str) -> str:
    """The value between quotes: nothing in it has a meaning of its own."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def escaped(value: str) -> str:
    """The value as one bare word or field name: every character that Lucene reads as something else is escaped."""
    return "\\" + value if value in _OPERATORS else _SPECIAL.sub(r"\\\1", value)


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
        case str() if field in ADDRESSES or field in DATES:
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
    parts = [_contains(word) for word in text.split()]
    return " AND ".join(parts) or ANY


def _contains(word: str) -> str:
    inside = f"*{escaped(word)}*"
    if _NUMBER.fullmatch(word):
        return f"({inside} OR {word})"
    try:
        ipaddress.ip_interface(word)
    except ValueError:
        return inside
    return f"({inside} OR {quote(word)})"


def longer_words(tree: Node) -> tuple[str, ...]:
    """Filters worth counting when this one finds no event: each asks for one of its words inside longer words.

    ``http.http_user_agent:curl`` means the whole word, so that ``curl/8.1`` is none; ``http.http_user_agent:*curl*`` finds it.
    Words of one field only, not those of negated clauses; none at all for a filter of more than eight such words.
    """
    denied = {id(clause.node) for node in leaves_first(tree) if isinstance(node, Level)
              for clause in node.clauses if clause.sign is Sign.NOT}  # fmt: skip
    simple = [node for node in leaves_first(tree) if isinstance(node, Word | Phrase) and id(node) not in denied and _simple(node)]
    if len(simple) > _HINTED:
        return ()
    return tuple(text(tree, {id(node): f"{escaped(node.field)}:*{escaped(node.text)}*"}) for node in simple)


def _simple(node: Word | Phrase) -> bool:
    typed = node.field in ADDRESSES or node.field in DATES
    return node.field != ANY and not typed and words(node.text) == [lowered(node.text)] and not _NUMBER.fullmatch(node.text)


def text(tree: Node, instead: dict[int, str] | None = None) -> str:
    """The filter whose tree this is, written so that any server reads it the same way.

    Args:
        tree: what `parse` gave.
        instead: texts to write in place of some nodes, by the node's ``id``.
    """
    written: dict[int, str] = {}
    for node in leaves_first(tree):
        part = (instead or {}).get(id(node))
        written[id(node)] = part if part is not None else _level(node, written) if isinstance(node, Level) else _leaf(node)
    return written[id(tree)]


def _level(level: Level, written: dict[int, str]) -> str:
    parts: list[str] = []
    for position, clause in enumerate(level.clauses):
        if position:
            parts.append("AND" if clause.join is Join.AND else "OR")
        sign = "NOT " if clause.sign is Sign.NOT else clause.sign.value
        inner = written[id(clause.node)]
        parts.append(f"{sign}({inner})" if isinstance(clause.node, Level | Nothing) else sign + inner)
    return " ".join(parts)


def _leaf(node: Node) -> str:
    match node:
        case Everything():
            return ANY
        case Exists(field):
            return exists(field)
        case Word(field, value):
            return _name(field) + escaped(value)
        case Phrase(field, value, slop):
            return _name(field) + quote(value) + (f"~{slop}" if slop else "")
        case Prefix(field, value):
            return f"{_name(field)}{escaped(value)}*"
        case Wildcard(field, pattern):
            return _name(field) + pattern
        case Regex(field, pattern):
            return f"{_name(field)}/{pattern}/"
        case Fuzzy(field, value, edits):
            return f"{_name(field)}{escaped(value)}~{'' if edits is None else edits}"
        case Range(field, low, high, low_inside, high_inside):
            opening, closing = "[" if low_inside else "{", "]" if high_inside else "}"
            return f"{_name(field)}{opening}{_bound(low)} TO {_bound(high)}{closing}"
        case _:
            return NOTHING


def _name(field: str) -> str:
    return "" if field == ANY else f"{escaped(field)}:"


def _bound(bound: str | None) -> str:
    """One end of a range. Lucene's escapes do not work before a quote inside brackets, so these characters go by their codes."""
    if bound is None:
        return ANY
    return '"' + bound.replace("\\", "\\u005c").replace('"', "\\u0022") + '"'

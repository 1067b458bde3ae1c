"""A tree as text: for servers, or in our own words."""

from dataclasses import replace

from connector.lucene.addresses import expression, network
from connector.lucene.fields import ADDRESSES, KEYWORDS, base, sides
from connector.lucene.tree import (
    ANY,
    Asked,
    Everything,
    Exists,
    Fuzzy,
    Join,
    Level,
    Network,
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
from connector.lucene.write import NOTHING, escaped, exists, interval, quote


def is_standard(tree: Node) -> bool:
    """Whether servers read the filter as it was written: without a network that has no quotes, and without the field ``ip``."""
    return not any(isinstance(node, Network) or (isinstance(node, Asked) and sides(node.field)) for node in leaves_first(tree))


def text(tree: Node, instead: dict[int, str] | None = None, own: bool = False) -> str:
    """The filter whose tree this is, written so that any server reads it the same way.

    ``ip`` becomes both of its fields. A network becomes a quoted one beside a regex over the text of the address, so that index
    templates old and new find it.

    Args:
        tree: what `parse` gave.
        instead: texts to write in place of some nodes, by the node's ``id``.
        own: keeps networks and ``ip``, which no server knows: for filters that people read.
    """
    written: dict[int, str] = {}
    for node in leaves_first(tree):
        part = (instead or {}).get(id(node))
        if part is None:
            part = _level(node, written) if isinstance(node, Level) else _leaf(node) if own else _standard(node)
        written[id(node)] = part
    return written[id(tree)]


def _standard(node: Node) -> str:
    match node:
        case Asked(name) if either := sides(name):
            return f"({' OR '.join(_standard(replace(node, field=side)) for side in either)})"
        case Network(name, value):
            span = network(value)
            # The parser lets no other text in.
            described = f"{escaped(base(name))}{KEYWORDS[0]}:/{expression(*span)}/" if span else NOTHING
            return f"({_name(name)}{quote(value)} OR {described})" if name in ADDRESSES else described
        case _:
            return _leaf(node)


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
        case Network(field, value):
            return _name(field) + "/".join(map(escaped, value.split("/")))
        case Prefix(field, value):
            return f"{_name(field)}{escaped(value)}*"
        case Wildcard(field, pattern):
            return _name(field) + pattern
        case Regex(field, pattern):
            return f"{_name(field)}/{pattern}/"
        case Fuzzy(field, value, edits):
            return f"{_name(field)}{escaped(value)}~{'' if edits is None else edits}"
        case Range(field, low, high, low_inside, high_inside):
            return _name(field) + interval(low, high, low_inside, high_inside)
        case _:
            return NOTHING


def _name(field: str) -> str:
    return "" if field == ANY else f"{escaped(field)}:"

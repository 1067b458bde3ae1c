"""A filter that is too long for one request, divided into several that match the same together."""

from collections.abc import Mapping
from urllib.parse import quote_plus

from connector import lucene
from connector.http import LONGEST_LINE
from connector.lucene.tree import Clause, Level, Node, Role, roles

_LONGEST = LONGEST_LINE - 500
"""Bytes for a filter: the rest of the line holds the address, the window and what a question adds to the filter."""

_MOST = 40


def fits(filter: str) -> bool:
    """Whether a request can carry the filter."""
    return _length(filter) <= _LONGEST


def portions(filter: Node, named: Mapping[int, str]) -> tuple[str, ...]:
    """Filters, each short enough for a request, of which every event of the whole filter matches at least one, and no other does.

    Only a list of alternatives can be divided: the filter itself, or one of the clauses that an AND joins.

    Args:
        filter: the whole filter.
        named: texts for some nodes, by their ``id``, as for `connector.lucene.text`.

    Returns:
        Nothing when the filter cannot be divided, or only into more than 40.
    """
    alternatives = _alternatives(filter)
    if not alternatives:
        return ()
    longest = max(alternatives, key=lambda level: len(lucene.text(level, dict(named))))
    room = _LONGEST - _length(lucene.text(filter, {**named, id(longest): ""}))
    texts = [
        lucene.text(filter, {**named, id(longest): lucene.text(Level(tuple(clauses)), dict(named))})
        for clauses in _gathered(longest, named, room)
    ]
    return tuple(texts) if len(texts) <= _MOST and all(map(fits, texts)) else ()


def _alternatives(filter: Node) -> list[Level]:
    """The levels of nothing but alternatives that all of the filter's events must match one of."""
    if not isinstance(filter, Level):
        return []
    found = roles(filter.clauses)
    if all(role is Role.SHOULD for role, _ in found):
        return [filter]
    levels = [node for role, node in found if role is Role.MUST and isinstance(node, Level)]
    return [level for level in levels if all(role is Role.SHOULD for role, _ in roles(level.clauses))]


def _gathered(level: Level, named: Mapping[int, str], room: int) -> list[list[Clause]]:
    gathered: list[list[Clause]] = []
    left = 0
    for clause in level.clauses:
        length = _length(lucene.text(Level((clause,)), dict(named))) + len("+OR+")
        if length > left:
            gathered.append([])
            left = room
        gathered[-1].append(clause)
        left -= length
    return gathered


def _length(text: str) -> int:
    return len(quote_plus(text, errors="replace"))

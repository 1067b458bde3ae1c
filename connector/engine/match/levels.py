"""A whole filter on one segment: the masks of its clauses, put together as Lucene does."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import numpy as np

from connector.engine.match.grammar import read
from connector.engine.match.leaves import matches
from connector.engine.segment import Mask, Segment
from connector.errors import UnsupportedQuery
from connector.lucene.fields import is_keyword
from connector.lucene.tree import Level, Node, Phrase, Regex, Role, Word, leaves_first, roles
from connector.lucene.words import words

_GAP = 100
"""Places between two values of an array, on servers: so loose a phrase would reach from one to the next."""


def mask(segment: Segment, tree: Node, now: datetime) -> Mask:
    """The rows of the segment that a filter matches.

    Args:
        segment: where to look.
        tree: what `connector.lucene.parse` gave.
        now: what ``now`` means in date maths; aware.

    Returns:
        bool, one a row of the segment; read-only for the caller.

    Raises:
        UnsupportedQuery: the filter has a part that files do not answer. It is refused, never guessed.
    """
    _refuse_unknown(tree)
    leaves = _Leaves(segment, tree, now)
    open_levels: list[_Open] = []
    node: Node | None = tree
    while True:
        if isinstance(node, Level):
            open_levels.append(_Open(segment.size, node))
        elif node is not None:
            found = leaves.mask(node)
            if not open_levels:
                return found
            open_levels[-1].take(found)
        node = open_levels[-1].next()
        if node is None:
            found = open_levels.pop().answer()
            if not open_levels:
                return found
            open_levels[-1].take(found)


class _Leaves:
    """Clauses that are no level, each asked once even when the filter says it several times."""

    def __init__(self, segment: Segment, tree: Node, now: datetime) -> None:
        self._segment = segment
        self._now = now
        told = Counter(node for node in leaves_first(tree) if not isinstance(node, Level)) if isinstance(tree, Level) else {}
        self._repeated = {node for node, times in told.items() if times > 1}
        self._known: dict[Node, Mask] = {}

    def mask(self, node: Node) -> Mask:
        if node in self._known:
            return self._known[node]
        found = matches(self._segment, node, self._now)
        if node in self._repeated:
            self._known[node] = found
        return found


class _Open:
    """A level whose clauses are being answered one after the other: only their sum is kept."""

    def __init__(self, size: int, level: Level) -> None:
        self._size = size
        self._left: Iterator[tuple[Role, Node]] = iter(roles(level.clauses))
        self._role = Role.SHOULD
        self._sums: dict[Role, Mask] = {}

    def next(self) -> Node | None:
        """The next clause to answer; ``None`` after the last."""
        self._role, node = next(self._left, (self._role, None))
        return node

    def take(self, found: Mask) -> None:
        """Adds the answer of the clause that `next` gave."""
        if self._role not in self._sums:
            self._sums[self._role] = found.copy()
        elif self._role is Role.MUST:
            self._sums[self._role] &= found
        else:
            self._sums[self._role] |= found

    def answer(self) -> Mask:
        wanted = self._sums.get(Role.MUST, self._sums.get(Role.SHOULD))
        found = np.ones(self._size, np.bool_) if wanted is None else wanted
        return found & ~self._sums[Role.NOT] if Role.NOT in self._sums else found


def _refuse_unknown(tree: Node) -> None:
    for node in leaves_first(tree):
        match node:
            case Phrase(_, text, slop) if slop >= _GAP and len(words(text)) > 1:
                raise UnsupportedQuery(f"Event files answer phrases up to ~{_GAP - 1}: give a smaller number after the quotes.")
            case Regex(_, pattern):
                read(pattern)
            case Level(clauses):
                blank = next((clause.node for clause in clauses if _is_blank(clause.node)), None)
                if isinstance(blank, Word | Phrase):
                    raise UnsupportedQuery(
                        f"The blank text on {blank.field} means nothing beside other clauses: "
                        f'ask {blank.field}.keyword:"" for the empty value.'
                    )


def _is_blank(node: Node) -> bool:
    """Whether a clause has no word: servers drop it in some indices and not in others."""
    return isinstance(node, Word | Phrase) and not is_keyword(node.field) and not words(node.text)

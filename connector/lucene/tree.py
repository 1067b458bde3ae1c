"""The tree of a filter: what Lucene's query parser reads, before any field has a type.

Fields are dotted names; `ANY` is every field. A name may hold ``*``: then it stands for every field that it matches.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

ANY = "*"
EXISTS = "_exists_"


class Join(Enum):
    """What stands between a clause and the one before it. OR and a blank are the same thing."""

    NONE = ""
    AND = "AND"


class Sign(Enum):
    """What stands before a clause; NOT and ! are ``-``."""

    NONE = ""
    MUST = "+"
    NOT = "-"


class Role(Enum):
    """What a clause means for its level."""

    MUST = "must"
    SHOULD = "should"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of a filter."""


@dataclass(frozen=True, slots=True)
class Asked(Node):
    """A clause on a field."""

    field: str


@dataclass(frozen=True, slots=True)
class Everything(Node):
    """``*`` and ``*:*``."""


@dataclass(frozen=True, slots=True)
class Nothing(Node):
    """Blank text, and what a server answers with nothing whatever the field is."""


@dataclass(frozen=True, slots=True)
class Exists(Asked):
    """``f:*`` and ``_exists_:f``: has a value."""


@dataclass(frozen=True, slots=True)
class Word(Asked):
    """One bare word, or several with blanks between: ONE text for the field, unescaped.

    ``count`` is how many words were written in a row, none of them with an escaped blank; it plays no part in what is found.
    """

    text: str
    count: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase(Asked):
    """Quoted text, unescaped. ``slop`` is how many places its words may be off."""

    text: str
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Network(Asked):
    """An address with a mask, without quotes, such as ``10.0.0.0/8``: no Lucene, so that it may mean the network on any field.

    Without a field it is asked of ``ip``.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Prefix(Asked):
    """``x*``: the text before the star, unescaped."""

    text: str


@dataclass(frozen=True, slots=True)
class Wildcard(Asked):
    """A pattern with ``*`` and ``?``; escapes are kept: a backslash makes the next character literal."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Regex(Asked):
    """What stands between two slashes, as written."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Fuzzy(Asked):
    """``x~n``: ``edits`` 0 to 2; ``None`` when it follows from the word's length; negative finds nothing."""

    text: str
    edits: int | None


@dataclass(frozen=True, slots=True)
class Range(Asked):
    """From ``low`` to ``high``, unescaped; ``None`` is an open end."""

    low: str | None
    high: str | None
    low_inside: bool = True
    high_inside: bool = True


@dataclass(frozen=True, slots=True)
class Clause:
    """One member of a level, with what was written before it."""

    node: Node
    join: Join = Join.NONE
    sign: Sign = Sign.NONE


@dataclass(frozen=True, slots=True)
class Level(Node):
    """Clauses side by side. What each means depends on the others: see `roles`."""

    clauses: tuple[Clause, ...]


def roles(clauses: tuple[Clause, ...], dropped: frozenset[int] = frozenset()) -> list[tuple[Role, Node]]:
    """What each clause of one level means, in order.

    Lucene's own model, left to right: AND makes the clause before it a MUST, unless that one is negated. A level matches when all
    MUST match, no NOT does and, if there is no MUST, at least one SHOULD; a level of nothing but NOT is everything else.

    Args:
        clauses: the clauses of one level.
        dropped: positions of clauses that count as never written, though the AND before them has done its work.
    """
    found: list[tuple[Role, Node]] = []
    for position, clause in enumerate(clauses):
        if clause.join is Join.AND and found and found[-1][0] is not Role.NOT:
            found[-1] = (Role.MUST, found[-1][1])
        if position in dropped:
            continue
        if clause.sign is Sign.NOT:
            role = Role.NOT
        else:
            role = Role.MUST if clause.sign is Sign.MUST or clause.join is Join.AND else Role.SHOULD
        found.append((role, clause.node))
    return found


def leaves_first(tree: Node) -> Iterator[Node]:
    """Every node, children before parents, without recursion: a filter may nest deeper than Python's stack."""
    waiting: list[tuple[Node, bool]] = [(tree, False)]
    while waiting:
        node, opened = waiting.pop()
        if opened or not isinstance(node, Level):
            yield node
            continue
        waiting.append((node, True))
        waiting.extend((clause.node, False) for clause in reversed(node.clauses))

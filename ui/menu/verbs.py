"""What a value does to the filters: callbacks, of the menu's buttons and of the tables' last column."""

from functools import reduce

from connector import lucene
from ui import bar, clauses
from ui.clauses import Choices, Value


def only(field: str, value: Value | None) -> None:
    """Keeps the events with this value. For callbacks."""
    bar.add_chip(clauses.only(field, value))


def without(field: str, value: Value | None) -> None:
    """Leaves out the events with this value. For callbacks."""
    bar.add_chip(clauses.without(field, value))


def either(field: str, value: Value | None) -> None:
    """Widens the newest filter of the field by this value; the same as `only` where there is none. For callbacks."""
    bar.widen_chip(field, clauses.only(field, value))


def only_all(choices: Choices) -> None:
    """Keeps the events with all of these values. For callbacks."""
    bar.add_chip(*(clauses.only(field, value) for field, value in choices))


def without_all(choices: Choices) -> None:
    """Leaves out the events with all of these values; those with some of them stay. For callbacks."""
    bar.add_chip(f"-({reduce(lucene.both, (clauses.only(field, value) for field, value in choices))})")


def only_clause(clause: str) -> None:
    """Keeps the events that the clause matches. For callbacks."""
    bar.add_chip(clause)


def without_clause(clause: str) -> None:
    """Leaves out the events that the clause matches. For callbacks."""
    bar.add_chip(f"-{clause}")

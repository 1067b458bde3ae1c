"""Ends and links as filters: what a click on them adds."""

import re
from collections.abc import Mapping

from connector import lucene
from connector.lucene.fields import ADDRESSES, EITHER
from ui import clauses
from ui.clauses import Choices, Value
from ui.graph.choice import Choice
from ui.graph.network import Identity

Kinds = Mapping[str, str]
"""The type of each field, as in `connector.answers.Fields`: the ends of pairs are texts, and a number is none."""

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,17})?")
_TEXTS, _NUMBERS = ("string", "ip", "date"), ("integer", "float", "boolean")


def clause(choice: Choice, identity: Identity, kinds: Kinds) -> str:
    """A filter for the events of an end, or of a link.

    Args:
        choice: which fields the graph is of.
        identity: an end or a link.
        kinds: the types of the fields.
    """
    kind, first, second = identity
    if kind == "link":
        return lucene.both(*chips(choice, identity, kinds))
    if first:
        return _is(choice.source if first == "source" else choice.target, second, kinds)
    if {choice.source, choice.target} == ADDRESSES:
        return lucene.term(EITHER, second)
    return _is(choice.source, second, kinds)


def chips(choice: Choice, identity: Identity, kinds: Kinds) -> tuple[str, ...]:
    """The same as filters of the box: a link is two of them, each of which can be taken away alone."""
    kind, first, second = identity
    if kind == "link":
        return _is(choice.source, first, kinds), _is(choice.target, second, kinds)
    return (clause(choice, identity, kinds),)


def choices(choice: Choice, identity: Identity, kinds: Kinds) -> Choices:
    """What the value menu of an end or a link is about."""
    kind, first, second = identity
    if kind == "link":
        held = [(choice.source, first), (choice.target, second)]
    elif first:
        held = [(choice.source if first == "source" else choice.target, second)]
    else:
        held = [(field, second) for field in dict.fromkeys((choice.source, choice.target))]
    return tuple((field, _value(text, kinds.get(field, ""))) for field, text in held)


def _value(text: str, kind: str) -> Value:
    typed = _typed(text)
    return text if typed is None or kind not in _NUMBERS else typed


def _is(field: str, text: str, kinds: Kinds) -> str:
    kind, typed = kinds.get(field, ""), _typed(text)
    if kind in _TEXTS or kind in _NUMBERS or typed is None:
        return clauses.only(field, _value(text, kind))
    # Of a field that is both, or that nobody knows, either may be meant.
    return f"({lucene.either(clauses.only(field, typed), clauses.only(field, text))})"


def _typed(text: str) -> Value | None:
    """The number or truth value that the text is of; ``None`` when it is of none."""
    if text in ("true", "false"):
        return text == "true"
    if not _NUMBER.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)

"""Text that goes into a filter."""

from collections.abc import Iterable, Mapping

from connector import lucene
from connector.lucene.write import escaped
from connector.notebooks.refusals import RefusedQuestion


def escape(text: str) -> str:
    """The text as one word of a filter: a backslash before everything that Lucene reads as something else, blanks too.

    ``a+b/c\\d`` becomes ``a\\+b\\/c\\\\d``. Empty text becomes two quotes. Lucene has no escape for ``<`` and ``>`` at the
    head of a word: there they compare, and `connector.lucene.quote` is the way. Between wildcards they mean themselves.
    """
    return escaped(text) or lucene.quote(text)


def escape_special_chars(text: str) -> str:
    """As `escape`."""
    return escape(text)


def joined(filters: Mapping[str, str | int | float | bool | None] | Iterable[str], operator: str) -> str:
    """One filter out of several, each in parentheses; ``*`` when there are none.

    Args:
        filters: filters, or fields with the value that each must have (``None``: the field is missing).
        operator: ``AND`` or ``OR``, in any case.

    Raises:
        RefusedQuestion: another operator.
    """
    word = operator.strip().upper()
    if word not in ("AND", "OR"):
        raise RefusedQuestion(f"{operator!r} joins no filters: use AND or OR.")
    parts = [lucene.term(*pair) for pair in filters.items()] if isinstance(filters, Mapping) else list(filters)
    return f" {word} ".join(f"({part})" for part in parts) or "*"

"""What a filter really means, where that is hardly what was meant."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector.errors import QuerySyntaxError
from connector.lucene.mending import Known, longer_words, mended
from connector.lucene.parser import parse
from connector.lucene.slips import Slip, slips

if TYPE_CHECKING:
    from connector.query import Query


@dataclass(frozen=True, slots=True)
class Hint:
    """A filter's meaning in one sentence, and the filter that was probably meant.

    Attributes:
        text: what the filter really means; plain text, which may hold parts of the filter.
        filter: the whole filter in the form that was probably meant; valid Lucene.
    """

    text: str
    filter: str


def hints(query: "Query | str", fields: Collection[str] | Mapping[str, str] = ()) -> tuple[Hint, ...]:
    """What a filter may have been meant to say; its meaning stays what servers give it, whatever this finds.

    Each hint mends one thing. Whether its filter finds anything is not known here.

    Args:
        query: a filter, or the query that holds it.
        fields: the names of the fields that occur; with their types (`connector.answers.Fields`) where it is a mapping. Without
            them no field counts as unknown.

    Returns:
        Hints in the order of their cause: what was written, then what was asked; empty when nothing looks wrong.

    Raises:
        QuerySyntaxError: the filter is not Lucene.
    """
    filter = query if isinstance(query, str) else query.filter
    types = fields if isinstance(fields, Mapping) else dict.fromkeys(fields, "")
    found: dict[str, Hint] = {}
    for sentence, meant in _all(filter, Known(types)):
        if meant != filter and meant not in found and _is_lucene(meant):
            found[meant] = Hint(sentence, meant)
    return tuple(found.values())


def _all(filter: str, known: Known) -> Iterator[Slip]:
    tree = parse(filter)
    written = list(slips(filter))
    yield from written
    yield from mended(tree, known)
    if not written:  # what was not read as it was meant holds words that nobody asked for
        yield from longer_words(tree, known)


def _is_lucene(filter: str) -> bool:
    try:
        parse(filter)
    except QuerySyntaxError:
        return False
    return True

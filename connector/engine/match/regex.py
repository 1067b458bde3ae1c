"""Lucene's regular expressions over many strings at once: RE2 does the work, and masks what it has no operator for."""

import pyarrow as pa

from connector.engine.match.grammar import Not, Part, Plain, Some, read
from connector.engine.match.patterns import searched
from connector.engine.segment import Mask
from connector.errors import UnsupportedQuery


def described(values: pa.Array, pattern: str) -> Mask:
    """Which strings the expression describes whole; none if it is broken.

    Raises:
        UnsupportedQuery: as `read`, or the expression is more than RE2 can hold.
    """
    try:
        return _answer(values, read(pattern))
    except pa.ArrowInvalid as error:
        raise UnsupportedQuery("The regex is too large for event files: use smaller repetitions.") from error


def _answer(values: pa.Array, part: Part) -> Mask:
    match part:
        case Not(inner):
            return ~_answer(values, inner)
        case Some(first, second, both):
            one, other = _answer(values, first), _answer(values, second)
            return one & other if both else one | other
        case Plain(text):
            return searched(values, text)

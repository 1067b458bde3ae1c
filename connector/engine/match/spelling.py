"""Spelling: which strings a clause describes, letter by letter."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connector.engine.match.fuzzy import allowed_edits, nearly
from connector.engine.match.patterns import booleans, matching
from connector.engine.match.regex import described
from connector.engine.segment import Mask
from connector.lucene.fields import LONGEST_KEYWORD, units
from connector.lucene.tree import Fuzzy, Node, Phrase, Prefix, Range, Regex, Wildcard, Word
from connector.lucene.words import lowered


def whole(values: pa.Array, node: Node) -> Mask:
    """Which strings, taken whole and with their case, a clause matches. Longer ones than `LONGEST_KEYWORD` never do."""
    match node:
        case Word(_, text) | Phrase(_, text):
            return booleans(pc.equal(values, pa.scalar(text))) & (units(text) <= LONGEST_KEYWORD)
        case Range(_, low, high, low_inside, high_inside):
            ok = short(values)
            if low is not None:
                ok = ok & booleans((pc.greater_equal if low_inside else pc.greater)(values, pa.scalar(low)))
            if high is not None:
                ok = ok & booleans((pc.less_equal if high_inside else pc.less)(values, pa.scalar(high)))
            return ok
    ok = spelled(values, node)
    places = np.flatnonzero(ok)
    if len(places) > len(values) // 4:
        return ok & short(values)
    ok = np.zeros(len(values), np.bool_)  # few of them: only their lengths are worth counting
    ok[places] = short(values.take(pa.array(places)))
    return ok


def short(values: pa.Array) -> Mask:
    """Which strings have at most `LONGEST_KEYWORD` UTF-16 units."""
    letters = pc.utf8_length(values).to_numpy(zero_copy_only=False)
    ok: Mask = letters <= LONGEST_KEYWORD
    # Only a letter of four bytes takes two units.
    for place in np.flatnonzero(ok & (letters > LONGEST_KEYWORD // 2)).tolist():
        ok[place] = units(values[place].as_py()) <= LONGEST_KEYWORD
    return ok


def spelled(values: pa.Array, node: Node) -> Mask:
    """Which strings a clause describes letter by letter."""
    match node:
        case Prefix(_, text):
            return booleans(pc.starts_with(values, text))
        case Wildcard(_, pattern):
            return matching(values, pattern)
        case Regex(_, pattern):
            return described(values, pattern)
        case Fuzzy(_, text, edits):
            return nearly(values, text, allowed_edits(text, edits))
    return np.zeros(len(values), np.bool_)


def as_words(node: Node) -> Node:
    """The clause as words have it. Even the letters of a regex are lowered, so that ``\\W`` becomes a plain ``w``."""
    match node:
        case Prefix(field, text):
            return Prefix(field, lowered(text))
        case Wildcard(field, pattern):
            return Wildcard(field, lowered(pattern))
        case Regex(field, pattern):
            return Regex(field, lowered(pattern))
        case Fuzzy(field, text, edits):
            return Fuzzy(field, lowered(text), edits)
    return node

"""Strings: which of a segment's distinct strings a clause matches, by their words or whole."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from connector.engine.match.fuzzy import allowed_edits, nearly
from connector.engine.match.patterns import booleans, matching
from connector.engine.match.phrases import holds
from connector.engine.match.regex import described
from connector.engine.segment import Column, Mask, Segment
from connector.engine.words import find_words
from connector.lucene.fields import LONGEST_KEYWORD, units
from connector.lucene.tree import Fuzzy, Node, Phrase, Prefix, Range, Regex, Wildcard, Word
from connector.lucene.words import lowered, words

Places = npt.NDArray[np.int64]
"""Indices, ascending: of strings in the pool, or of distinct values in a column."""

_LOOKED_UP = (Word, Phrase)
NONE: Places = np.empty(0, np.int64)
NONE.flags.writeable = False


class Strings:
    """The strings of a segment that one clause matches."""

    def __init__(self, segment: Segment, node: Node) -> None:
        self._segment = segment
        self._node = node

    def inside(self, column: Column) -> Mask | None:
        """Which distinct values of a column match by their words; ``None`` is none.

        The words of a small column are cheaper to look through than those of the whole segment.
        """
        if isinstance(self._node, _LOOKED_UP) or column.values.nbytes > self._segment.tokens.nbytes // 4:
            return self.in_all(column)
        found = find_words(column.values)
        ok = self._among(found.texts)
        return _marked(found.postings[np.repeat(ok, np.diff(found.starts))].astype(np.int64), column.length)

    @cached_property
    def looked_up(self) -> bool:
        """Whether the clause has words that the table of words tells, and no strings have to be looked through."""
        match self._node:
            case Word(_, text) | Phrase(_, text):
                return bool(words(text))
        return False

    def in_all(self, column: Column) -> Mask | None:
        """Which distinct values of a column match by their words, through the words of the segment; ``None`` is none."""
        places = _inside(self.worded, column)
        match self._node:
            case Phrase(_, text, slop) if len(places) and len(wanted := words(text)) > 1:
                texts = column.values.take(pa.array(places)).to_pylist()
                places = places[[holds(words(each), wanted, slop) for each in texts]]
        return _marked(places, column.length)

    def whole_in_all(self, column: Column) -> Mask | None:
        """Which distinct values of a column match whole, found among all strings of the segment; ``None`` is none."""
        places = _inside(self.wholes, column)
        if self.looked_up and len(places):
            places = places[whole(column.values.take(pa.array(places)), self._node)]
        return _marked(places, column.length)

    def whole_inside(self, column: Column) -> Mask | None:
        """Which distinct values of a column match whole; ``None`` is none."""
        return self.whole_in_all(column) if self.looked_up else whole(column.values, self._node)

    @cached_property
    def wholes(self) -> Places:
        """The strings of the pool that match whole; those that may, when they are looked up by their words."""
        match self._node:
            case Word(_, text) | Phrase(_, text) if self.looked_up:
                return self._with_all(words(text))
        return np.flatnonzero(whole(self._segment.pool, self._node))

    @cached_property
    def worded(self) -> Places:
        """The strings of the pool that match by their words; of phrases, those that hold all words."""
        match self._node:
            case Word(_, text):
                return _union(map(self._segment.token_ids, set(words(text))))
            case Phrase(_, text):
                return self._with_all(words(text))
        indices = np.flatnonzero(self._among(self._segment.tokens))
        return _union(map(self._segment.postings, indices.tolist()))

    def _among(self, tokens: pa.Array) -> Mask:
        """Which words, in order of bytes, match."""
        if isinstance(self._node, Range):
            ok = np.zeros(len(tokens), np.bool_)
            ok[slice(*_span(tokens, self._node))] = True
            return ok
        return spelled(tokens, _lowered(self._node))

    def _with_all(self, wanted: list[str]) -> Places:
        found: Places = NONE
        for number, word in enumerate(set(wanted)):
            ids = self._segment.token_ids(word).astype(np.int64)
            found = np.intersect1d(found, ids, assume_unique=True) if number else ids
        return found


def _span(tokens: pa.Array, node: Range) -> tuple[int, int]:
    """The words of a range, which lie in order of bytes: from the first index to before the second."""
    start, end = 0, len(tokens)
    if node.low is not None:
        start = _before(tokens, lowered(node.low), not node.low_inside)
    if node.high is not None:
        end = _before(tokens, lowered(node.high), node.high_inside)
    return start, end


def _inside(places: Places, column: Column) -> Places:
    """The strings of the pool that are a column's, as places among its distinct values."""
    start, end = np.searchsorted(places, (column.offset, column.offset + column.length))
    found: Places = places[start:end] - column.offset
    return found


def _marked(places: Places, length: int) -> Mask | None:
    if not len(places):
        return None
    ok = np.zeros(length, np.bool_)
    ok[places] = True
    return ok


def _before(tokens: pa.Array, bound: str, with_bound: bool) -> int:
    """How many of the words lie before the bound, or are the bound."""
    find = bisect_right if with_bound else bisect_left
    return find(range(len(tokens)), bound.encode(), key=lambda index: tokens[index].as_py().encode())


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


def _lowered(node: Node) -> Node:
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


def _union(parts: Iterator[npt.NDArray[np.int32]]) -> Places:
    lists = list(parts)
    return np.unique(np.concatenate(lists)).astype(np.int64) if lists else NONE

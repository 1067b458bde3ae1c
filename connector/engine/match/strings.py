"""Strings: which of a segment's distinct strings a clause matches, by their words or whole."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from connector.engine.match.needles import holding, is_contained, needle, occurrences
from connector.engine.match.phrases import holds
from connector.engine.match.spelling import as_words, spelled, whole
from connector.engine.segment import WORDS, Column, Mask, Segment
from connector.engine.words import LONGEST, find_words
from connector.lucene.tree import Node, Phrase, Range, Word
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
        self._needle = needle(node)
        self._contained = bool(self._needle) and is_contained(node, self._needle)

    def inside(self, column: Column) -> Mask | None:
        """Which distinct values of a column match by their words; ``None`` is none.

        The words of a small column are cheaper to look through than those of the whole segment.
        """
        if self._needle:
            return _marked(self._spelled_in(column.values), column.length)
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

    def whole_in_all(self, column: Column, beside: bool = False) -> Mask | None:
        """Which distinct values of a column match whole, found among all strings of the segment; ``None`` is none.

        Args:
            column: the column.
            beside: what matches by its words is found already, and may be left out.
        """
        if beside and self.looked_up:
            return None
        places = _inside(self._cut if beside and self._contained else self.wholes, column)
        if (self.looked_up or self._needle) and len(places):
            places = places[whole(column.values.take(pa.array(places)), self._node)]
        return _marked(places, column.length)

    def whole_inside(self, column: Column) -> Mask | None:
        """Which distinct values of a column match whole; ``None`` is none."""
        if self.looked_up:
            return self.whole_in_all(column)
        if not self._needle:
            return whole(column.values, self._node)
        places = holding(column.values, self._needle)
        return _marked(places[whole(column.values.take(pa.array(places)), self._node)], column.length)

    @cached_property
    def wholes(self) -> Places:
        """The strings of the pool that match whole; those that may, when they are found by words."""
        match self._node:
            case Word(_, text) | Phrase(_, text) if self.looked_up:
                wanted = words(text)
                return self.worded if len(wanted) == 1 else self._with_all(wanted)
        if self._contained:
            return np.union1d(self.worded, self._cut)
        if self._needle:
            return np.union1d(self._segment.postings(self._held[0]), self._cut)
        return np.flatnonzero(whole(self._segment.pool, self._node))

    @cached_property
    def worded(self) -> Places:
        """The strings of the pool that match by their words; of phrases, those that hold all words."""
        match self._node:
            case Word(_, text):
                return _union(map(self._segment.token_ids, set(words(text))))
            case Phrase(_, text):
                return self._with_all(words(text))
        if self._needle:
            held, lines = self._held
            if not self._contained:
                held = held[self._among(pa.array(lines, pa.binary()).cast(pa.string()))]
            return self._segment.postings(held)
        return self._segment.postings(np.flatnonzero(self._among(self._segment.tokens)))

    @cached_property
    def _cut(self) -> Places:
        """The strings that may hold the needle where a word was cut: no keyword is longer than one cut word and a letter."""
        return self._segment.token_ids(self._needle.decode()[-1]).astype(np.int64)

    @cached_property
    def _held(self) -> tuple[Places, list[bytes]]:
        """The words that hold the needle, and how they are spelled."""
        hits = [(place, block) for place, block in enumerate(self._segment.token_blocks()) if self._needle in block]
        if not hits:
            return NONE, []
        text = b"".join(block + b"\n" for _, block in hits)
        ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
        found = np.searchsorted(ends, occurrences(np.frombuffer(text, np.uint8), self._needle))
        held = found[np.diff(found, prepend=-1) > 0]
        bounds = zip((ends[held - 1] + 1).tolist(), held.tolist(), ends[held].tolist(), strict=True)
        lines = [] if self._contained else [text[start if place else 0 : end] for start, place, end in bounds]
        blocks = np.array([place for place, _ in hits], np.int64)
        indices: Places = blocks[held // WORDS] * WORDS + held % WORDS
        return indices, lines

    def _spelled_in(self, values: pa.Array) -> Places:
        """The strings that match by their words, of those that hold the needle."""
        sure, places = NONE, holding(values, self._needle)
        texts = values.take(pa.array(places))
        if self._contained:
            cut = pc.binary_length(texts).to_numpy(zero_copy_only=False) > LONGEST
            sure, places, texts = places[~cut], places[cut], texts.filter(pa.array(cut))
        if not len(places):
            return sure
        found = find_words(texts)
        ok = self._among(found.texts)
        more: Places = places[np.unique(found.postings[np.repeat(ok, np.diff(found.starts))])]
        return np.union1d(sure, more)

    def _among(self, tokens: pa.Array) -> Mask:
        """Which words, in order of bytes, match."""
        if isinstance(self._node, Range):
            ok = np.zeros(len(tokens), np.bool_)
            ok[slice(*_span(tokens, self._node))] = True
            return ok
        return spelled(tokens, as_words(self._node))

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


def _union(parts: Iterator[npt.NDArray[np.int32]]) -> Places:
    lists = list(parts)
    if len(lists) == 1:
        return lists[0].astype(np.int64)
    return np.unique(np.concatenate(lists)).astype(np.int64) if lists else NONE

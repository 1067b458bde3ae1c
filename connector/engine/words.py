"""The words of a segment's strings, and which strings hold each."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

LONGEST = 255
"""Characters of a word; the rest is the next word, as the servers' tokenizer has it."""

# White space as Java's Character.isWhitespace has it, beyond what Arrow splits on: no-break spaces are letters.
_ODD_SPACE = "[\x1c-\x1f\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]"
# What the bytes of these begin with in UTF-8; few texts hold any, and to look for bytes is several times faster.
_ODD_BYTES = ((0x1C, 4), (0xE1, 3))


class Words(NamedTuple):
    """Distinct words in order of bytes, and for each the strings that hold it.

    Attributes:
        texts: the words; string.
        starts: for each word, and once more at the end, where its postings begin; int32.
        postings: indices of strings, ascending within a word; int32.
    """

    texts: pa.Array
    starts: npt.NDArray[np.int32]
    postings: npt.NDArray[np.int32]


def find_words(strings: pa.Array) -> Words:
    """The words of the strings: split on white space, A to Z lowered, pieces of at most `LONGEST` characters."""
    lowered = pc.ascii_lower(strings)
    if _may_hold_odd_space(lowered):
        lowered = pc.replace_substring_regex(lowered, _ODD_SPACE, " ")
    lists = pc.ascii_split_whitespace(lowered)
    words, owners = _pieces(lists.flatten(), pc.list_parent_indices(lists).to_numpy(zero_copy_only=False))
    encoded = words.dictionary_encode()
    return in_order(encoded.dictionary, encoded.indices.to_numpy(), owners)


def on_lines(lines: bytes) -> pa.Array:
    """The words of a text that has a line end after each; string."""
    text = np.frombuffer(lines, np.uint8)
    ends = np.flatnonzero(text == ord("\n"))
    starts = np.concatenate(([0], ends - np.arange(len(ends)))).astype(np.int32)
    return pa.Array.from_buffers(pa.string(), len(ends), [None, pa.py_buffer(starts), pa.py_buffer(text[text != ord("\n")])])


def _may_hold_odd_space(strings: pa.Array) -> bool:
    text = np.frombuffer(strings.buffers()[2] or b"", np.uint8)
    return any(bool((text - np.uint8(first) < count).any()) for first, count in _ODD_BYTES)


def _pieces(words: pa.Array, owners: npt.NDArray[np.int64]) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """The words, long ones cut, empty ones left out, and the string of each.

    No byte moves: a piece is one more place at which a word begins.
    """
    characters = pc.utf8_length(words).to_numpy(zero_copy_only=False)
    counts = -(-characters // LONGEST)
    if (counts == 1).all():
        return words, owners
    starts, text = _starts(words), words.buffers()[2]
    first = np.cumsum(counts) - counts
    within = np.arange(counts.sum()) - np.repeat(first, counts)
    begins = np.repeat(starts[:-1], counts) + within * LONGEST
    wide = (counts > 1) & (np.diff(starts) > characters)
    for place, word in zip(np.flatnonzero(wide).tolist(), words.filter(pa.array(wide)).to_pylist(), strict=True):
        lengths = [len(word[begin : begin + LONGEST].encode()) for begin in range(0, len(word), LONGEST)]
        begins[first[place] : first[place] + len(lengths)] = starts[place] + np.cumsum([0, *lengths[:-1]])
    ends = np.append(begins, starts[-1]).astype(np.int32)
    return pa.Array.from_buffers(pa.string(), len(begins), [None, pa.py_buffer(ends), text]), np.repeat(owners, counts)


def _starts(strings: pa.Array) -> npt.NDArray[np.int32]:
    """Where each string begins in the bytes of all, and where the last one ends."""
    return np.frombuffer(strings.buffers()[1], np.int32, len(strings) + 1, 4 * strings.offset)


def in_order(words: pa.Array, places: npt.NDArray[np.integer[Any]], owners: npt.NDArray[np.int64]) -> Words:
    """Distinct words as they occur: the place of each occurrence among the words, and the string that holds it."""
    order = pc.sort_indices(words).to_numpy()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    pairs = np.sort(rank[places] << 32 | owners)
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # a word twice in one string counts once
    starts = np.concatenate(([0], np.cumsum(np.bincount(pairs >> 32, minlength=len(order)))))
    return Words(words.take(pa.array(order)), starts.astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32))

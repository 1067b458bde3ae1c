"""The words of a segment's strings, and which strings hold each."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

LONGEST = 255
"""Characters of a word; the rest is the next word, as the servers' tokenizer has it."""

# White space as Java's Character.isWhitespace has it, beyond what Arrow splits on: no-break spaces are letters.
_ODD_SPACE = "[\x1c-\x1f\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]"


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
    if pc.any(pc.match_substring_regex(lowered, _ODD_SPACE), min_count=0).as_py():
        lowered = pc.replace_substring_regex(lowered, _ODD_SPACE, " ")
    lists = pc.ascii_split_whitespace(lowered)
    words = lists.flatten()
    owners = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    lengths = pc.utf8_length(words).to_numpy(zero_copy_only=False)
    if (lengths > LONGEST).any():
        words, owners = _cut(words, owners, lengths)
    elif not lengths.all():
        words, owners = words.filter(pa.array(lengths > 0)), owners[lengths > 0]
    return _sorted(words.dictionary_encode(), owners)


def _cut(
    words: pa.Array, owners: npt.NDArray[np.int64], lengths: npt.NDArray[np.int32]
) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    pieces, piece_owners = [], []
    long = lengths > LONGEST
    for word, owner in zip(words.filter(pa.array(long)).to_pylist(), owners[long].tolist(), strict=True):
        cut = [word[begin : begin + LONGEST] for begin in range(0, len(word), LONGEST)]
        pieces += cut
        piece_owners += [owner] * len(cut)
    short = (lengths > 0) & ~long
    kept = words.filter(pa.array(short))
    return pa.concat_arrays([kept, pa.array(pieces, pa.string())]), np.concatenate([owners[short], piece_owners])


def _sorted(words: pa.DictionaryArray, owners: npt.NDArray[np.int64]) -> Words:
    order = pc.sort_indices(words.dictionary).to_numpy()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    pairs = np.unique(rank[words.indices.to_numpy()] << 32 | owners)  # a word twice in one string counts once
    starts = np.searchsorted(pairs, np.arange(len(order) + 1) << 32)
    return Words(words.dictionary.take(pa.array(order)), starts.astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32))

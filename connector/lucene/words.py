"""Words: how a text is split for searching, on the index templates of today's products."""

import re

LONGEST_WORD = 255
"""A longer word is cut into pieces of this length."""

# What Java calls white space: no-break spaces (U+00A0, U+2007, U+202F) and U+0085 are letters, other than in `str.split`.
_BLANK = "\\t-\\r\\x1c-\\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000"
_WORD = re.compile(f"[^{_BLANK}]{{1,{LONGEST_WORD}}}")
_PARTS = re.compile(f"[^{_BLANK}]+")
_LOWER = {upper: upper + 32 for upper in range(65, 91)}


def lowered(text: str) -> str:
    """The text with A-Z lowered and nothing else."""
    return text.translate(_LOWER)


def words(text: str) -> list[str]:
    """The words of a text, in order: split on white space, A-Z lowered, cut after 255 characters; none for blank text."""
    return _WORD.findall(lowered(text))


def parted(text: str) -> list[str]:
    """What white space leaves of a text, in order and as written; none for blank text."""
    return _PARTS.findall(text)

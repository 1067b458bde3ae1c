"""Lucene's regular expressions: read into a tree, and answered with RE2.

They are not what other programs call so: ``^ $ \\d \\w (?i)`` are letters, ``~ & # @ " <1-9>`` are operators, a dot takes line
ends, and an expression describes a whole text.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from connector.engine.match.patterns import literal, searched
from connector.engine.segment import Mask
from connector.errors import UnsupportedQuery

_WIDEST = 1_000
_DEEPEST = 40
_MOST = 1_000
"""The greatest count of a repetition in RE2."""


@dataclass(frozen=True, slots=True)
class _Plain:
    """What RE2 can say."""

    text: str


@dataclass(frozen=True, slots=True)
class _Not:
    inner: "_Part"


@dataclass(frozen=True, slots=True)
class _Some:
    """Any of two, or with ``both`` both."""

    first: "_Part"
    second: "_Part"
    both: bool = False


_Part = _Plain | _Not | _Some
_NEVER = _Plain(r"[^\x00-\x{10ffff}]")


class _Broken(Exception):
    """No regular expression: it matches nothing, and that is all that servers say."""


def described(values: pa.Array, pattern: str) -> Mask:
    """Which strings the expression describes whole; none if it is broken.

    Raises:
        UnsupportedQuery: a complement or an intersection inside another operator, or more than RE2 can hold.
    """
    try:
        part = _Reader(pattern).whole()
    except _Broken:
        return np.zeros(len(values), np.bool_)
    try:
        return _answer(values, part)
    except pa.ArrowInvalid as error:
        raise UnsupportedQuery("The regex is too large for event files: use smaller repetitions.") from error


def _answer(values: pa.Array, part: _Part) -> Mask:
    match part:
        case _Not(inner):
            return ~_answer(values, inner)
        case _Some(first, second, both):
            one, other = _answer(values, first), _answer(values, second)
            return one & other if both else one | other
        case _Plain(text):
            return searched(values, text)


class _Reader:
    """Reads an expression from left to right, one method a rule of Lucene's grammar."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0
        self._depth = 0

    def whole(self) -> _Part:
        if not self._text:
            return _Plain("")
        part = self._union()
        if self._at < len(self._text):
            raise _Broken
        return part

    def _union(self) -> _Part:
        part = self._intersection()
        while self._took("|"):
            part = _joined(part, self._intersection())
        return part

    def _intersection(self) -> _Part:
        part = self._concatenation()
        while self._took("&"):
            part = _Some(part, self._concatenation(), both=True)
        return part

    def _concatenation(self) -> _Part:
        parts = [self._repetition()]
        while self._at < len(self._text) and self._text[self._at] not in ")|&":
            parts.append(self._repetition())
        return parts[0] if len(parts) == 1 else _Plain("".join(map(_plain, parts)))

    def _repetition(self) -> _Part:
        part = self._complement()
        while self._at < len(self._text) and self._text[self._at] in "?*+{":
            sign = self._take()
            count = self._count() if sign == "{" else sign
            part = _Plain(f"(?:{_plain(part)}){count}")
        return part

    def _count(self) -> str:
        least = most = self._digits()
        if not least:
            raise _Broken
        if self._took(","):
            most = self._digits()
        if not self._took("}") or (most and int(most) < int(least)):
            raise _Broken
        if max(int(least), int(most or 0)) > _MOST:
            raise UnsupportedQuery(f"A regex over event files repeats at most {_MOST:,} times: use a smaller repetition.")
        return f"{{{least}}}" if most == least else f"{{{least},{most}}}"

    def _digits(self) -> str:
        start = self._at
        while self._at < len(self._text) and self._text[self._at] in "0123456789":
            self._at += 1
        return self._text[start : self._at]

    def _complement(self) -> _Part:
        if self._took("~"):
            self._deeper(1)
            part = _Not(self._complement())
            self._deeper(-1)
            return part
        return _Plain(self._class()) if self._took("[") else self._simple()

    def _class(self) -> str:
        negated = "^" if self._took("^") else ""
        ranges = [self._range()]
        while self._at < len(self._text) and self._text[self._at] != "]":
            ranges.append(self._range())
        if not self._took("]"):
            raise _Broken
        return f"[{negated}{''.join(ranges)}]"

    def _range(self) -> str:
        first = self._letter()
        last = self._letter() if self._took("-") else first
        if last < first:
            raise _Broken
        return f"\\x{{{ord(first):x}}}-\\x{{{ord(last):x}}}"

    def _simple(self) -> _Part:
        match self._text[self._at : self._at + 1]:
            case ".":
                self._at += 1
                return _Plain("(?s:.)")
            case "#":
                self._at += 1
                return _NEVER
            case "@":
                self._at += 1
                return _Plain("(?s:.*)")
            case '"':
                return _Plain(f"(?:{literal(self._until(chr(34)))})")
            case "<":
                return _Plain(_interval(self._until(">")))
            case "(":
                return self._group()
        return _Plain(literal(self._letter()))

    def _group(self) -> _Part:
        self._at += 1
        if self._took(")"):
            return _Plain("")
        self._deeper(1)
        part = self._union()
        self._deeper(-1)
        if not self._took(")"):
            raise _Broken
        return _Plain(f"(?:{part.text})") if isinstance(part, _Plain) else part

    def _deeper(self, step: int) -> None:
        self._depth += step
        if self._depth > _DEEPEST:
            raise UnsupportedQuery(f"A regex over event files nests at most {_DEEPEST} deep: use fewer parentheses.")

    def _until(self, end: str) -> str:
        place = self._text.find(end, self._at + 1)
        if place < 0:
            raise _Broken
        inner, self._at = self._text[self._at + 1 : place], place + 1
        return inner

    def _letter(self) -> str:
        self._took("\\")
        if self._at >= len(self._text):
            raise _Broken
        return self._take()

    def _take(self) -> str:
        self._at += 1
        return self._text[self._at - 1]

    def _took(self, letter: str) -> bool:
        there = self._text[self._at : self._at + 1] == letter
        self._at += there
        return there


def _joined(first: _Part, second: _Part) -> _Part:
    if isinstance(first, _Plain) and isinstance(second, _Plain):
        return _Plain(f"(?:{first.text}|{second.text})")
    return _Some(first, second)


def _plain(part: _Part) -> str:
    if isinstance(part, _Plain):
        return part.text
    raise UnsupportedQuery("Event files answer ~ and & in a regex only at its top: use NOT, AND and several regexes.")


def _interval(bounds: str) -> str:
    """``<1-9>``: whole numbers. With bounds of equal width just that width, otherwise leading zeros are free."""
    first, dash, last = bounds.partition("-")
    if not dash or not (first + last).isascii() or not first.isdigit() or not last.isdigit():
        raise _Broken
    low, high = sorted((int(first), int(last)))
    if high - low > _WIDEST:
        raise UnsupportedQuery(f"A regex over event files takes <a-b> of at most {_WIDEST:,} numbers: use a smaller interval.")
    width = len(first) if len(first) == len(last) else 0
    numbers = "|".join(str(number).zfill(width) for number in range(low, high + 1))
    return f"(?:{numbers})" if width else f"0*(?:{numbers})"

"""The grammar of Lucene's regular expressions: what RE2 can say of them, and what is left around it.

They are not what other programs call so: ``^ $ \\d \\w (?i)`` are letters, ``~ & # @ " <1-9>`` are operators, a dot takes line
ends, and an expression describes a whole text.
"""

from dataclasses import dataclass
from functools import lru_cache

from connector.engine.match.patterns import literal
from connector.errors import UnsupportedQuery

_WIDEST = 1_000
_DEEPEST = 40
_MOST = 1_000
"""The greatest count of a repetition in RE2."""


@dataclass(frozen=True, slots=True)
class Plain:
    """What RE2 can say."""

    text: str


@dataclass(frozen=True, slots=True)
class Not:
    """What the inner part does not describe."""

    inner: "Part"


@dataclass(frozen=True, slots=True)
class Some:
    """Any of two, or with ``both`` both."""

    first: "Part"
    second: "Part"
    both: bool = False


Part = Plain | Not | Some
_NEVER = Plain(r"[^\x00-\x{10ffff}]")


class _Broken(Exception):
    """No regular expression: it matches nothing, and that is all that servers say."""


@lru_cache(maxsize=64)
def read(pattern: str) -> "Part":
    """The tree of an expression.

    Raises:
        UnsupportedQuery: a complement or an intersection inside another operator, or more than `_DEEPEST`, `_MOST` or `_WIDEST`.
    """
    try:
        return _Reader(pattern).whole()
    except _Broken:
        return _NEVER


class _Reader:
    """Reads an expression from left to right, one method a rule of Lucene's grammar."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0
        self._depth = 0

    def whole(self) -> Part:
        if not self._text:
            return Plain("")
        part = self._union()
        if self._at < len(self._text):
            raise _Broken
        return part

    def _union(self) -> Part:
        part = self._intersection()
        while self._took("|"):
            part = _joined(part, self._intersection())
        return part

    def _intersection(self) -> Part:
        part = self._concatenation()
        while self._took("&"):
            part = Some(part, self._concatenation(), both=True)
        return part

    def _concatenation(self) -> Part:
        parts = [self._repetition()]
        while self._at < len(self._text) and self._text[self._at] not in ")|&":
            parts.append(self._repetition())
        return parts[0] if len(parts) == 1 else Plain("".join(map(_plain, parts)))

    def _repetition(self) -> Part:
        part = self._complement()
        while self._at < len(self._text) and self._text[self._at] in "?*+{":
            sign = self._take()
            count = self._count() if sign == "{" else sign
            part = Plain(f"(?:{_plain(part)}){count}")
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

    def _complement(self) -> Part:
        if self._took("~"):
            self._deeper(1)
            part = Not(self._complement())
            self._deeper(-1)
            return part
        return Plain(self._class()) if self._took("[") else self._simple()

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

    def _simple(self) -> Part:
        match self._text[self._at : self._at + 1]:
            case ".":
                self._at += 1
                return Plain("(?s:.)")
            case "#":
                self._at += 1
                return _NEVER
            case "@":
                self._at += 1
                return Plain("(?s:.*)")
            case '"':
                return Plain(f"(?:{literal(self._until(chr(34)))})")
            case "<":
                return Plain(_interval(self._until(">")))
            case "(":
                return self._group()
        return Plain(literal(self._letter()))

    def _group(self) -> Part:
        self._at += 1
        if self._took(")"):
            return Plain("")
        self._deeper(1)
        part = self._union()
        self._deeper(-1)
        if not self._took(")"):
            raise _Broken
        return Plain(f"(?:{part.text})") if isinstance(part, Plain) else part

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


def _joined(first: Part, second: Part) -> Part:
    if isinstance(first, Plain) and isinstance(second, Plain):
        return Plain(f"(?:{first.text}|{second.text})")
    return Some(first, second)


def _plain(part: Part) -> str:
    if isinstance(part, Plain):
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

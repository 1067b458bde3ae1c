"""Python's regular expressions, as Sigma has them, as Lucene's: those match whole values, and know fewer signs."""

from connector.errors import UnsupportedQuery

_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": " \t\n\r"}
_LITERAL = frozenset('~&#@"<>/.?+*|{}[]()\\^$-')
_LETTERS = {"t": "\t", "n": "\n", "r": "\r"}


def whole(pattern: str, insensitive: bool = True) -> str:
    """Lucene's regular expression for the values in which the pattern occurs.

    Args:
        pattern: what Sigma has behind ``|re``.
        insensitive: whether A to Z match in either case.

    Raises:
        UnsupportedQuery: Lucene cannot say it.
    """
    start, end = pattern.startswith("^"), pattern.endswith("$") and not pattern.endswith("\\$")
    body = pattern[start : len(pattern) - end]
    if (start or end) and _divided(body):
        raise UnsupportedQuery("its regular expression has an anchor beside an alternative: write it as several.")
    made = _body(body, insensitive)
    return ("" if start else ".*") + (f"({made})" if _divided(body) else made) + ("" if end else ".*")


def literal(text: str, insensitive: bool = True) -> str:
    """The text as a regular expression that matches nothing else, but in either case."""
    return "".join(_letter(letter, insensitive) for letter in text)


def _letter(letter: str, insensitive: bool) -> str:
    if insensitive and letter.isascii() and letter.isalpha():
        return f"[{letter.lower()}{letter.upper()}]"
    return "\\" + letter if letter in _LITERAL else letter


def _divided(pattern: str) -> bool:
    return "|" in pattern


def _body(pattern: str, insensitive: bool) -> str:
    made, place = [], 0
    while place < len(pattern):
        letter = pattern[place]
        if letter == "\\":
            piece, place = _escape(pattern, place, insensitive)
        elif letter == "[":
            piece, place = _class(pattern, place, insensitive)
        elif letter == "(" and pattern.startswith("(?", place):
            if not pattern.startswith("(?:", place):
                raise UnsupportedQuery("its regular expression looks around, names groups or sets flags, which Lucene cannot.")
            piece, place = "(", place + 3
        elif letter in "*+?}" and pattern[place + 1 : place + 2] in ("?", "+"):
            # Greedy or not decides what is taken, never whether something matches.
            if pattern[place + 1] == "+":
                raise UnsupportedQuery("its regular expression has a possessive quantifier, which Lucene cannot.")
            piece, place = letter, place + 2
        elif letter in "^$":
            raise UnsupportedQuery("its regular expression has an anchor in the middle, which Lucene cannot.")
        elif letter in ".*+?(){}|":
            piece, place = letter, place + 1
        else:
            piece, place = _letter(letter, insensitive), place + 1
        made.append(piece)
        if letter == "{":  # the numbers of a quantifier are none of the text
            end = pattern.find("}", place)
            if end < 0 or not set(pattern[place:end]) <= set("0123456789,"):
                raise UnsupportedQuery("its regular expression has a brace that is no quantifier: put a backslash before it.")
            made.append(pattern[place:end])
            place = end
    return "".join(made)


def _escape(pattern: str, place: int, insensitive: bool) -> tuple[str, int]:
    letter = pattern[place + 1 : place + 2]
    if letter.lower() in _CLASSES and letter:
        return f"[{'^' if letter.isupper() else ''}{_CLASSES[letter.lower()]}]", place + 2
    if letter in _LETTERS:
        return _LETTERS[letter], place + 2
    if (
        letter == "x"
        and len(code := pattern[place + 2 : place + 4]) == 2
        and all(each in "0123456789abcdefABCDEF" for each in code)
    ):
        return _letter(chr(int(code, 16)), insensitive), place + 4
    if not letter or letter.isalnum():
        raise UnsupportedQuery(f"its regular expression has \\{letter}, which Lucene cannot.")
    return _letter(letter, insensitive), place + 2


def _class(pattern: str, place: int, insensitive: bool) -> tuple[str, int]:
    """A class in brackets, and the place behind it."""
    place += 1
    denied = pattern.startswith("^", place)
    place += denied
    made, first = "", True
    while place < len(pattern) and (first or pattern[place] != "]"):
        letter, first = pattern[place], False
        if letter == "\\":
            following = pattern[place + 1 : place + 2]
            if following in _CLASSES:
                made += _CLASSES[following]
            elif following and not following.isalnum():
                made += "\\" + following
            elif following in _LETTERS:
                made += _LETTERS[following]
            else:
                raise UnsupportedQuery(f"its regular expression has \\{following} in brackets, which Lucene cannot.")
            place += 2
            continue
        if pattern[place + 1 : place + 2] == "-" and pattern[place + 2 : place + 3] not in ("]", ""):
            low, high = letter, pattern[place + 2]
            if high == "\\":
                raise UnsupportedQuery(
                    "its regular expression has a range in brackets that ends in an escaped letter: name both ends."
                )
            made += f"{low}-{high}"
            if insensitive and low.isalpha() and high.isalpha() and low.isascii() and low.islower() == high.islower():
                made += f"{low.swapcase()}-{high.swapcase()}"
            place += 3
            continue
        own = letter.isascii() and letter.isalpha() and insensitive
        made += letter + letter.swapcase() if own else "\\" + letter if letter in _LITERAL else letter
        place += 1
    if place >= len(pattern):
        raise UnsupportedQuery("its regular expression has a bracket that is never closed.")
    return f"[{'^' if denied else ''}{made}]", place + 1

"""Tokens to leaves: the choices that Elasticsearch's and OpenSearch's query_string makes for a single clause."""

import re

from connector.errors import QuerySyntaxError
from connector.lucene.addresses import network
from connector.lucene.fields import EITHER
from connector.lucene.lexer import Kind, Token
from connector.lucene.tree import (
    ANY,
    EXISTS,
    Everything,
    Exists,
    Fuzzy,
    Network,
    Node,
    Nothing,
    Phrase,
    Prefix,
    Range,
    Regex,
    Wildcard,
    Word,
)

LONGEST_REGEX = 1_000
"""The greatest length of a regex: what servers allow by default."""

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([^u])|(u|\Z))")
_EDITS = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)


def bare(name: str, token: Token, tilde: Token | None) -> Node:
    text = unescaped(token)  # wildcards and regexes keep their escapes, but a broken one is refused in them too
    match token.kind:
        case Kind.STAR if name == ANY:
            return Everything()
        case Kind.STAR:
            return Nothing() if name == EXISTS else Exists(name)
        case Kind.REGEX if len(token.text) - 2 > LONGEST_REGEX:
            raise QuerySyntaxError(f"The regex is longer than {LONGEST_REGEX:,} characters.", token.position, "a shorter regex")
        case Kind.TERM | Kind.BARE if tilde is None:
            return word(name, text.strip() if token.kind is Kind.BARE else text)
    if name == EXISTS:
        return Nothing()
    match token.kind:
        case Kind.NETWORK:
            return _network(name, text, token.position, tilde)
        case Kind.PREFIX:
            return Prefix(name, text[:-1])
        case Kind.WILDCARD:
            return Wildcard(name, token.text)
        case Kind.REGEX:
            return Regex(name, token.text[1:-1])
        case _:
            return Fuzzy(name, text.strip() if token.kind is Kind.BARE else text, _edits(tilde))


def _network(name: str, text: str, position: int, tilde: Token | None) -> Node:
    if network(text) is None or tilde:
        raise QuerySyntaxError(f"{text} is no network: write it like 10.0.0.0/8.", position, "a network")
    return Network(EITHER if name == ANY else name, text)


def _edits(tilde: Token | None) -> int | None:
    if tilde is None or tilde.text == "~":
        return None
    if not _EDITS.fullmatch(tilde.text, 1):
        raise QuerySyntaxError(
            f"Expected a number after ~ at character {tilde.position + 2} of the filter.", tilde.position + 1, "a number"
        )
    return _whole(tilde.text[1:], 2)


def _whole(number: str, most: int) -> int:
    """The number without its fraction, at most ``most``; -1 for anything below 0."""
    value = float(number)
    return -1 if value < 0 else int(min(value, most))


def quoted(name: str, text: str, tilde: Token | None) -> Node:
    if name == EXISTS:
        return Exists(text)
    slop = tilde.text[1:] if tilde and _EDITS.fullmatch(tilde.text, 1) else "0"
    return Phrase(name, text, _whole(slop, 2**31 - 1))


def word(name: str, text: str, count: int = 1) -> Node:
    """A bare text. ``>`` and its kin are no tokens: they are read at the head of whatever text a field is given."""
    if name == EXISTS:
        return Exists(text)
    if len(text) > 1 and text[0] in "<>":
        with_equals = len(text) > 2 and text[1] == "="
        bound = text[2:] if with_equals else text[1:]
        return between(name, bound, "*", with_equals, True) if text[0] == ">" else between(name, "*", bound, True, with_equals)
    return Word(name, text, count)


def between(name: str, low: str, high: str, low_inside: bool, high_inside: bool) -> Node:
    if name == EXISTS:
        return Nothing()
    return Range(name, None if low == "*" else low, None if high == "*" else high, low_inside, high_inside)


def unescaped(token: Token, trim: int = 0) -> str:
    """The token's text with its escapes resolved, without ``trim`` characters at either end.

    Raises:
        QuerySyntaxError: an escape is cut off.
    """
    text = token.text[trim : len(token.text) - trim]
    if "\\" not in text:
        return text
    broken = next((found for found in _ESCAPE.finditer(text) if found[3] is not None), None)
    if broken:
        place = token.position + trim + broken.start()
        expected = "four hex digits after \\u" if broken[3] else "a character after the backslash"
        raise QuerySyntaxError(f"Expected {expected} at character {place + 1} of the filter.", place, expected)
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)
    # Two escapes may be the halves of one character; a half alone is none.
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

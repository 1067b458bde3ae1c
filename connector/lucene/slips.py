"""Slips of the pen: what reads as an operator or a range, and is a word to Lucene. Found in the text, where it can be mended."""

import re
from collections.abc import Iterator
from itertools import pairwise

from connector.lucene.leaves import unescaped
from connector.lucene.lexer import Kind, Token, tokens
from connector.lucene.write import interval, quote

Slip = tuple[str, str]
"""What the filter means, in one sentence, and the filter as it was meant."""

_Edit = tuple[int, int, str]
"""From where, to where, and the text that belongs there."""

_OPERATORS = frozenset(("and", "or", "not"))
_SIGNS = frozenset((">", ">=", "<", "<="))
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_NAME = (
    r"(?:[A-Za-z_@][A-Za-z0-9_@-]*\.[A-Za-z0-9_.@-]*[A-Za-z0-9_]|event_type|app_proto|proto|host|in_iface|flow_id|community_id|ip"
    r"|(?:src|dest)_(?:ip|port))"
)
_COMPARED = re.compile(rf"({_NAME})(==?|<>|[<>]=?)(.*)", re.DOTALL)
_NAMED = re.compile(_NAME)
_SIGN = re.compile(r"(==?|<>|[<>]=?)(.*)", re.DOTALL)


def slips(text: str) -> Iterator[Slip]:
    """The slips of a filter, each mended by itself; the filters may still be no Lucene."""
    read = list(tokens(text))
    for find in (_lower_case, _lone_sign, _parted_bound, _equals, _loose_words):
        found = find(read)
        if found:
            sentence, edits = found
            yield sentence, _mended(text, edits)


def _mended(text: str, edits: list[_Edit]) -> str:
    for start, end, instead in reversed(edits):
        text = text[:start] + instead + text[end:]
    return text


def _end(token: Token) -> int:
    return token.position + len(token.text)


def _is_value(read: list[Token], at: int) -> bool:
    return at > 0 and read[at - 1].kind is Kind.COLON


def _lower_case(read: list[Token]) -> tuple[str, list[_Edit]] | None:
    """``a and b``: three words."""
    edits = [
        (token.position, _end(token), token.text.upper())
        for at, token in enumerate(read)
        if token.kind is Kind.TERM
        and token.text in _OPERATORS
        and not _is_value(read, at)
        and read[at + 1].kind is not Kind.COLON
    ]
    return (
        ("In small letters and, or and not are words to look for: operators are written in capitals.", edits) if edits else None
    )


def _lone_sign(read: list[Token]) -> tuple[str, list[_Edit]] | None:
    """``- x``: the word ``-``, and x."""
    edits = [
        (token.position, read[at + 1].position, token.text[0])
        for at, token in enumerate(read)
        if token.kind is Kind.BARE and not _is_value(read, at)
    ]
    return ("A sign with a blank behind it is a word to look for: write it without the blank.", edits) if edits else None


def _parted_bound(read: list[Token]) -> tuple[str, list[_Edit]] | None:
    """``>= 5`` and ``>="5"``: the bound is ``=``, and 5 another word."""
    edits: list[_Edit] = []
    for at, (sign, bound) in enumerate(pairwise(read)):
        if sign.kind is not Kind.TERM or sign.text not in _SIGNS or (at and _NAMED.fullmatch(read[at - 1].text)):
            continue
        if bound.kind is Kind.TERM:
            edits.append((_end(sign), bound.position, ""))
        elif bound.kind is Kind.QUOTED and len(bound.text) > 2:
            value, inside = unescaped(bound, 1), sign.text.endswith("=")
            low, high = (value, None) if sign.text[0] == ">" else (None, value)
            edits.append((sign.position, _end(bound), interval(low, high, inside, inside)))
    return ("A comparison ends at a blank or a quote: its number stands right behind it.", edits) if edits else None


def _equals(read: list[Token]) -> tuple[str, list[_Edit]] | None:
    """``f=x``, ``f != x``: words without a field."""
    edits = [
        edit
        for at, token in enumerate(read[:-1])
        if token.kind is Kind.TERM and not _is_value(read, at) and (edit := _compared(read, at))
    ]
    return (
        ("Between a field and its value stands a colon: with another sign they are no field and value.", edits) if edits else None
    )


def _compared(read: list[Token], at: int) -> _Edit | None:
    found = _COMPARED.fullmatch(read[at].text)
    if found:
        name, sign, rest = found.groups()
        last = at
    elif _NAMED.fullmatch(read[at].text):
        name, last = read[at].text, at + 1
        negated = read[last].text == "!"
        last += negated
        compared = _SIGN.fullmatch(read[last].text) if read[last].kind is Kind.TERM else None
        if not compared:
            return None
        sign, rest = "<>" if negated else compared[1], compared[2]
    else:
        return None
    if not rest:
        last += 1
        rest = read[last].text if read[last].kind in (Kind.TERM, Kind.QUOTED) else ""
    if not rest or (sign in _SIGNS and rest[0] == '"'):
        return None
    clause = f"{name}:{sign if sign in _SIGNS else ''}{rest}"
    return read[at].position, _end(read[last]), f"(NOT {clause})" if sign == "<>" else clause


def _loose_words(read: list[Token]) -> tuple[str, list[_Edit]] | None:
    """``f:a b``: only a belongs to the field."""
    edits: list[_Edit] = []
    for at in range(1, len(read) - 1):
        if read[at - 1].kind is not Kind.TERM or read[at].kind is not Kind.COLON or read[at + 1].kind is not Kind.TERM:
            continue
        end = at + 1
        while read[end].kind is Kind.TERM and read[end + 1].kind is not Kind.COLON and read[end].text not in _OPERATORS | _SIGNS:
            end += 1
        words = read[at + 1 : end]
        if len(words) > 1 and not any(_COMPARED.fullmatch(word.text) for word in words):
            edits.append((words[0].position, _end(words[-1]), _together(words)))
    return ("Only the first word belongs to the field: the others are looked for in every field.", edits) if edits else None


def _together(words: list[Token]) -> str:
    if all(_NUMBER.fullmatch(word.text) for word in words):
        return f"({' OR '.join(word.text for word in words)})"
    return quote(" ".join(unescaped(word) for word in words))

"""Text to tokens, as Lucene's query parser does it: the longest match wins, then the order of declaration; three states."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from connector.errors import QuerySyntaxError

BLANKS = " \t\n\r\u3000"
"""What separates tokens. Other blanks, such as the no-break space, are letters."""


class Kind(Enum):
    """The kinds of token, in Lucene's words."""

    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    PLUS = "+"
    MINUS = "-"
    BARE = "a sign with a blank after it"
    OPEN = "("
    CLOSE = ")"
    COLON = ":"
    STAR = "*"
    CARET = "^"
    QUOTED = "a quoted text"
    TERM = "a word"
    NETWORK = "an address with a mask"
    TILDE = "~"
    PREFIX = "a word that ends with *"
    WILDCARD = "a word with * or ?"
    REGEX = "a regex"
    RANGE_IN = "["
    RANGE_EX = "{"
    NUMBER = "a number"
    TO = "TO"
    END_IN = "]"
    END_EX = "}"
    BOUND_QUOTED = "a quoted bound"
    BOUND = "a bound"
    END = "the end"


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind, its text as written, and where it starts."""

    kind: Kind
    text: str
    position: int


_ESCAPED = r"\\[\s\S]"
_START = rf'(?:[^ \t\n\r\u3000+\-!():^\[\]"{{}}~*?\\/]|{_ESCAPED})'
_CHAR = rf"(?:{_START}|[-+])"
# An address with a mask is no Lucene (its slash would open a regex); nobody means anything else by it than the network.
_IPV6 = r"(?=(?:[0-9a-fA-F.]|\\:){0,60}\\:(?:[0-9a-fA-F.]|\\:){0,60}\\:)(?:[0-9a-fA-F.]|\\:)++"
_NETWORK = rf'(?:[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}|{_IPV6})/[0-9]{{1,3}}(?![^ \t\n\r\u3000)^"])'

_NORMAL = (
    (Kind.AND, r"AND|&&"),
    (Kind.OR, r"OR|\|\|"),
    (Kind.NOT, r"NOT|!"),
    (Kind.PLUS, r"\+"),
    (Kind.MINUS, r"-"),
    (Kind.BARE, rf"[-+!][{BLANKS}]"),
    (Kind.OPEN, r"\("),
    (Kind.CLOSE, r"\)"),
    (Kind.COLON, r":"),
    (Kind.STAR, r"\*"),
    (Kind.CARET, r"\^"),
    (Kind.QUOTED, rf'"(?:[^"\\]|{_ESCAPED})*+"'),
    (Kind.NETWORK, _NETWORK),
    (Kind.TERM, rf"{_START}{_CHAR}*+"),
    (Kind.TILDE, rf"~{_CHAR}*+"),
    (Kind.PREFIX, rf"{_START}{_CHAR}*+\*"),
    (Kind.WILDCARD, rf"(?:{_START}|[*?])(?:{_CHAR}|[*?])*+"),
    # The escaped slash comes first, so that the greedy star finds the longest match. A backslash escapes nothing else here.
    (Kind.REGEX, r"/(?:\\/|[^/])*/"),
    (Kind.RANGE_IN, r"\["),
    (Kind.RANGE_EX, r"\{"),
)
_BOOST = ((Kind.NUMBER, r"[0-9]+(?:\.[0-9]+)?"),)
_RANGE = (
    (Kind.TO, r"TO"),
    (Kind.END_IN, r"\]"),
    (Kind.END_EX, r"\}"),
    (Kind.BOUND_QUOTED, r'"(?:\\"|[^"])+"'),
    (Kind.BOUND, r"[^ \]}]+"),
)


@dataclass(frozen=True, slots=True)
class _State:
    rules: tuple[tuple[Kind, re.Pattern[str]], ...]
    skips: bool
    expected: str


def _state(rules: tuple[tuple[Kind, str], ...], skips: bool, expected: str) -> _State:
    return _State(tuple((kind, re.compile(pattern)) for kind, pattern in rules), skips, expected)


_STATES = {
    "normal": _state(_NORMAL, True, "a word, a quoted text or a parenthesis"),
    "boost": _state(_BOOST, False, "a number"),
    "range": _state(_RANGE, True, "a bound, TO or the closing bracket"),
}
_NEXT = {
    Kind.CARET: "boost",
    Kind.NUMBER: "normal",
    Kind.RANGE_IN: "range",
    Kind.RANGE_EX: "range",
    Kind.END_IN: "normal",
    Kind.END_EX: "normal",
}


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a filter, the last one of kind END.

    Raises:
        QuerySyntaxError: no token starts at some character.
    """
    state = _STATES["normal"]
    position = 0
    while position < len(text):
        token = _longest(state, text, position)
        if state.skips and text[position] in BLANKS and (token is None or len(token.text) < 2):
            position += 1
            continue
        if token is None:
            raise _no_token(state, text, position)
        yield token
        position += len(token.text)
        state = _STATES[_NEXT[token.kind]] if token.kind in _NEXT else state
    yield Token(Kind.END, "", position)


def _longest(state: _State, text: str, position: int) -> Token | None:
    best: Token | None = None
    for kind, pattern in state.rules:
        found = pattern.match(text, position)
        if found and (best is None or len(found[0]) > len(best.text)):
            best = Token(kind, found[0], position)
    return best


def _no_token(state: _State, text: str, position: int) -> QuerySyntaxError:
    sentences = {
        '"': ("The quoted text that starts at character {} has no closing quote.", '"'),
        "/": ("The regex that starts at character {} has no closing slash: write \\/ for a plain slash.", "/"),
        "\\": ("The backslash at character {} has nothing after it to escape.", "a character"),
    }
    sentence, expected = sentences.get(text[position], ("", ""))
    if not sentence or state is not _STATES["normal"]:
        sentence, expected = f"Character {{}} of the filter cannot stand there: expected {state.expected}.", state.expected
    return QuerySyntaxError(sentence.format(position + 1), position, expected)

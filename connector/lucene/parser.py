"""Tokens to a tree: Lucene's grammar with the choices that Elasticsearch's and OpenSearch's query_string makes."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NoReturn

from connector.errors import QuerySyntaxError
from connector.lucene import leaves
from connector.lucene.lexer import Kind, Token, tokens
from connector.lucene.tree import ANY, Clause, Join, Level, Node, Nothing, Sign

LONGEST = 65_536
"""The greatest length of a filter, in characters. Among the recorded filters is one of 40,016 that a server answers."""

DEEPEST = 1_000
"""The greatest number of parentheses that may be open at once."""

_SURROGATE = re.compile("[\ud800-\udfff]")
# Words in a row are one text, but a word that one of these follows stays out of it.
_ENDS_A_RUN = frozenset((Kind.COLON, Kind.STAR, Kind.TILDE, Kind.CARET, Kind.AND, Kind.OR))
_SIGNS = {Kind.PLUS: Sign.MUST, Kind.MINUS: Sign.NOT, Kind.NOT: Sign.NOT}
_BARE = frozenset((Kind.TERM, Kind.NETWORK, Kind.STAR, Kind.PREFIX, Kind.WILDCARD, Kind.REGEX, Kind.BARE))
_NAMES = frozenset((Kind.TERM, Kind.STAR, Kind.PREFIX, Kind.WILDCARD))
_BOUNDS = frozenset((Kind.BOUND, Kind.BOUND_QUOTED, Kind.TO))
_CLAUSE = _BARE | {Kind.OPEN, Kind.QUOTED, Kind.RANGE_IN, Kind.RANGE_EX}
_EXPECTED = "a word, a quoted text, a range or a parenthesis"


@lru_cache(maxsize=256)
def parse(text: str) -> Node:
    """The tree of a filter. Blank text is `Nothing`, as on the servers.

    Raises:
        QuerySyntaxError: the text is not Lucene, is longer than `LONGEST` or nests deeper than `DEEPEST`; nothing else is raised.
    """
    if len(text) > LONGEST:
        raise QuerySyntaxError(f"The filter is longer than {LONGEST:,} characters: ask for less at once.", LONGEST)
    if not text.strip("".join(map(chr, range(33)))):
        return Nothing()
    # A lone surrogate is no character; the events of the store have U+FFFD in its place.
    return _Parser(list(tokens(_SURROGATE.sub("\ufffd", text)))).tree()


@dataclass(slots=True)
class _Frame:
    """A level that is still being read: its default field, and the join and sign that stand before its parenthesis."""

    name: str
    join: Join = Join.NONE
    sign: Sign = Sign.NONE
    clauses: list[Clause] = field(default_factory=list)

    def node(self) -> Node:
        first = self.clauses[0]
        return first.node if len(self.clauses) == 1 and first.sign is Sign.NONE else Level(tuple(self.clauses))


class _Parser:
    """Reads tokens from left to right; open parentheses lie in a list, so that no nesting can exhaust Python's stack."""

    def __init__(self, read: list[Token]) -> None:
        self._tokens = read
        self._at = 0
        self._frames = [_Frame(ANY)]

    def tree(self) -> Node:
        while True:
            self._clause()
            while self._kind() is Kind.CLOSE and len(self._frames) > 1:
                self._close()
            if self._kind() is Kind.END:
                break
        if len(self._frames) > 1:
            self._refuse("a closing parenthesis")
        return self._frames[0].node()

    def _clause(self) -> None:
        frame = self._frames[-1]
        if self._run_starts():
            frame.clauses.append(Clause(self._run(frame.name)))
            return
        join = self._join() if frame.clauses else Join.NONE
        sign = _SIGNS.get(self._kind(), Sign.NONE)
        self._at += sign is not Sign.NONE
        name = self._field() or frame.name
        if self._kind() is Kind.OPEN:
            self._open(_Frame(name, join, sign))
            self._clause_must_follow()
            return
        frame.clauses.append(Clause(self._term(name), join, sign))

    def _clause_must_follow(self) -> None:
        if self._kind() not in _CLAUSE and self._kind() not in _SIGNS:
            self._refuse(_EXPECTED)

    def _run_starts(self) -> bool:
        return self._kind() is Kind.TERM and self._in_run(self._at + 1)

    def _in_run(self, at: int) -> bool:
        return self._tokens[at].kind is Kind.TERM and self._tokens[at + 1].kind not in _ENDS_A_RUN

    def _run(self, name: str) -> Node:
        first = self._take()
        words = [first.text]
        while self._in_run(self._at):
            words.append(self._take().text)
        return leaves.word(name, leaves.unescaped(Token(Kind.TERM, " ".join(words), first.position)), len(words))

    def _join(self) -> Join:
        kind = self._kind()
        self._at += kind in (Kind.AND, Kind.OR)
        return Join.AND if kind is Kind.AND else Join.NONE

    def _field(self) -> str:
        token = self._tokens[self._at]
        if token.kind not in _NAMES or self._tokens[self._at + 1].kind is not Kind.COLON:
            return ""
        if token.kind in (Kind.PREFIX, Kind.WILDCARD):
            raise QuerySyntaxError(
                f"The field name at character {token.position + 1} holds a bare * or ?: write \\* for a pattern of names.",
                token.position,
                "a field name",
            )
        self._at += 2
        return ANY if token.kind is Kind.STAR else leaves.unescaped(token)

    def _open(self, frame: _Frame) -> None:
        position = self._take().position
        if len(self._frames) > DEEPEST:
            raise QuerySyntaxError(f"The filter nests more than {DEEPEST:,} parentheses.", position, "fewer parentheses")
        self._frames.append(frame)

    def _close(self) -> None:
        self._take()
        self._boost()
        frame = self._frames.pop()
        self._frames[-1].clauses.append(Clause(frame.node(), frame.join, frame.sign))

    def _term(self, name: str) -> Node:
        token = self._tokens[self._at]
        if token.kind in (Kind.RANGE_IN, Kind.RANGE_EX):
            return self._range(name)
        if token.kind is not Kind.QUOTED and token.kind not in _BARE:
            self._refuse(_EXPECTED)
        self._take()
        tilde = self._suffix()
        if token.kind is Kind.QUOTED:
            return leaves.quoted(name, leaves.unescaped(token, 1), tilde)
        return leaves.bare(name, token, tilde)

    def _suffix(self) -> Token | None:
        boosted = self._boost()
        tilde = self._take() if self._kind() is Kind.TILDE else None
        if not boosted:
            self._boost()
        return tilde

    def _boost(self) -> bool:
        if self._kind() is not Kind.CARET:
            return False
        self._take()
        self._expect(Kind.NUMBER, "a number after ^")
        return True

    def _range(self, name: str) -> Node:
        opening = self._take()
        low = self._bound()
        self._expect(Kind.TO, "TO in capitals")
        high = self._bound()
        closing = self._tokens[self._at]
        if closing.kind not in (Kind.END_IN, Kind.END_EX):
            self._refuse("a closing bracket")
        self._take()
        self._boost()
        return leaves.between(name, low, high, opening.kind is Kind.RANGE_IN, closing.kind is Kind.END_IN)

    def _bound(self) -> str:
        if self._kind() not in _BOUNDS:
            self._refuse("a bound")
        token = self._take()
        return leaves.unescaped(token, 1) if token.kind is Kind.BOUND_QUOTED else leaves.unescaped(token)

    def _kind(self) -> Kind:
        return self._tokens[self._at].kind

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, kind: Kind, words: str) -> None:
        if self._take().kind is not kind:
            self._at -= 1
            self._refuse(words)

    def _refuse(self, expected: str) -> NoReturn:
        token = self._tokens[self._at]
        found = "the filter ends" if token.kind is Kind.END else f"{token.text[:20]!r} stands there"
        raise QuerySyntaxError(
            f"Expected {expected} at character {token.position + 1} of the filter, but {found}.", token.position, expected
        )

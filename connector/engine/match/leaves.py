"""One clause on one segment: each column that its field reaches is asked in its own way."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import chain

import numpy as np
import pyarrow as pa

from connector.engine.match import addresses, dates, numbers
from connector.engine.match.regex import described
from connector.engine.match.spelling import short, whole
from connector.engine.match.strings import Strings
from connector.engine.match.targets import TIMES, Targets, View, is_text, reaches, targets
from connector.engine.segment import Column, Mask, Segment
from connector.lucene.fields import KEYWORDS, is_keyword, sides
from connector.lucene.tree import ANY, Asked, Everything, Exists, Network, Node, Phrase, Prefix, Range, Regex, Wildcard, Word
from connector.lucene.words import words

IDENTITY = "_id"
VERSION = "@version"
"""What shippers add to every event, always "1". On files it is answered when it is named, and never found by other names."""

_MANY = 24
"""From so many columns on, all strings of the segment are asked at once."""

Hits = Iterator[tuple[Column, Mask | None]]
"""Columns, each with which of its distinct values match."""

_FLAGS = ("false", "true")
_SPELLED = (Prefix, Wildcard, Regex)
_ID = re.compile("[0-9a-f]{16}")


def matches(segment: Segment, node: Node, now: datetime) -> Mask:
    """The rows of the segment that one clause, which is no level, matches.

    Raises:
        UnsupportedQuery: the clause means something that files do not answer.
    """
    match node:
        case Everything():
            return np.ones(segment.size, np.bool_)
        case Asked(name) if either := sides(name):
            source, target = (matches(segment, replace(node, field=side), now) for side in either)
            return source | target
        case Exists(name):
            return _exists(segment, name)
        case Asked(name) if name == IDENTITY:
            return _identity(segment, node)
        case Asked(name) if name in (VERSION, VERSION + KEYWORDS[0]):
            return np.full(segment.size, _version(node))
        case Asked():
            return _asked(segment, node, now)
    return np.zeros(segment.size, np.bool_)


def _asked(segment: Segment, node: Asked, now: datetime) -> Mask:
    reached = targets(segment, node.field)
    hits = chain(_text(segment, node, reached), _typed(segment, node, reached, now))
    found = _any(segment.size, (column.mask(ok) for column, ok in hits if ok is not None and ok.any()))
    moments = dates.span(node, now) if _reaches_times(node.field) else None
    return found | dates.within(segment.times, moments) if moments else found


def _text(segment: Segment, node: Asked, reached: Targets) -> Hits:
    if isinstance(node, Network):
        return
    worded, wholes, own = reached[View.TEXT], reached[View.KEYWORD], reached[View.ADDRESS]
    strings = Strings(segment, node)
    if len(worded) + len(wholes) > _MANY:
        yield from ((column, strings.in_all(column)) for column in worded.holding(strings.worded))
        for column in wholes.holding(strings.wholes):
            beside = is_text(column) and reaches(node.field, column.path)
            yield column, strings.whole_in_all(column, beside)
    else:
        yield from ((column, strings.inside(column)) for column in worded)
        yield from ((column, strings.whole_inside(column)) for column in wholes)
    if isinstance(node, _SPELLED):
        # Servers find no address by its spelling; an analyst who writes 10.* means something.
        yield from ((column, strings.inside(column)) for column in own)


def _typed(segment: Segment, node: Asked, reached: Targets, now: datetime) -> Hits:
    if span := numbers.bounds(node):
        yield from ((column, numbers.within(column.values, span)) for column in reached[View.NUMBER])
    if (flags := _booleans(node)) is not None:
        yield from ((column, flags) for column in reached[View.BOOLEAN])
    if moments := dates.span(node, now):
        yield from ((column, dates.within(dates.moments(segment, column), moments)) for column in reached[View.DATE])
    if network := addresses.span(node):
        # A network without quotes is one on every field; the servers know addresses in their own two fields only.
        views = (View.ADDRESS, View.TEXT, View.KEYWORD) if isinstance(node, Network) else (View.ADDRESS,)
        columns = chain.from_iterable(reached[view] for view in views)
        yield from ((column, addresses.within(addresses.numbers(segment, column), network)) for column in columns)


@lru_cache(maxsize=256)  # every segment asks again
def _booleans(node: Node) -> Mask | None:
    """Which of false and true a clause means. For a regex, and only there, they are the letters F and T."""
    match node:
        case Word(_, text) | Phrase(_, text):
            return np.array([text == "false", text == "true"]) if text in _FLAGS else None
        case Regex(_, pattern):
            return described(pa.array(["F", "T"]), pattern)
        case Range(_, low, high, low_inside, high_inside):
            if not {low, high} <= {None, *_FLAGS}:
                return None
            least = 0 if low is None else (low == "true") + (not low_inside)
            greatest = 1 if high is None else (high == "true") - (not high_inside)
            return np.array([least <= 0 <= greatest, least <= 1 <= greatest])
    return None


@lru_cache(maxsize=256)
def _reaches_times(name: str) -> bool:
    return any(reaches(name, own) for own in TIMES)


def _version(node: Asked) -> bool:
    match node:
        case Word(_, text) if not is_keyword(node.field):
            return "1" in words(text)
        case Phrase(_, text) if not is_keyword(node.field):
            return words(text) == ["1"]
    return bool(whole(pa.array(["1"]), node)[0])


def _identity(segment: Segment, node: Node) -> Mask:
    match node:
        case Word(_, text) | Phrase(_, text) if _ID.fullmatch(text):
            found: Mask = segment.id_numbers(np.arange(segment.size)) == np.uint64(int(text, 16))
            return found
    return np.zeros(segment.size, np.bool_)


def _exists(segment: Segment, name: str) -> Mask:
    """The rows where the field has a value; an object has one when anything below it has."""
    if name in (ANY, IDENTITY, VERSION):
        return np.ones(segment.size, np.bool_)

    def masks() -> Iterator[Mask]:
        if _reaches_times(name):
            yield ~np.isnat(segment.times)
        for path in () if ANY in name else segment.below(name):
            yield from (column.exists() for column in segment.columns(path))
        reached = targets(segment, name) if ANY in name or is_keyword(name) else Targets([])
        for view in View if ANY in name else (View.KEYWORD,):
            for column in reached[view]:
                yield column.mask(short(column.values)) if view is View.KEYWORD else column.exists()

    return _any(segment.size, masks())


def _any(size: int, masks: Iterable[Mask]) -> Mask:
    """The rows that are in any of the masks, the first of which is used up: new memory for each would cost as much again."""
    found: Mask | None = None
    for each in masks:
        found = each if found is None else np.logical_or(found, each, out=found)
    return np.zeros(size, np.bool_) if found is None else found

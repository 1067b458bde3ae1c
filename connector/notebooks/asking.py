"""One request: its path, its parameters, its filter."""

import sys
import warnings
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from connector.lucene.write import trimmed
from connector.notebooks.access import Access
from connector.notebooks.refusals import RefusedQuestion
from connector.notebooks.timeframe import Timeframe, milliseconds
from connector.query import EVERYTHING, Query
from connector.session import LARGEST_PAGE, PartialAnswer
from connector.sources.scirius import SciriusSource
from connector.sources.scirius.filters import sent
from connector.window import parse_time

Parameter = str | int | float | bool | datetime | Sequence[str | int] | None
"""The value of a parameter: a list goes as a comma list, a datetime as milliseconds, ``None`` not at all."""

_PREFIXES = ("rest", "rules", "es")


class Asking(Access, Timeframe):
    """Any endpoint, asked with the window, the page size and the filters that are in force.

    Attributes:
        page_size: the greatest number of events in an answer, 1 to 10,000.
        qfilter: a Lucene filter for every question that brings none of its own.
        basefilter: a Lucene filter that every question is narrowed by.
        ignore_basefilter: whether it is left out.
    """

    page_size: int = 1_000
    qfilter: str | None = None
    basefilter: str | None = None
    ignore_basefilter: bool = False

    def get_data(self, api: str, qParams: Mapping[str, Parameter] | None = None, ignore_time: bool = False) -> Any:  # noqa: N803
        """The answer of any endpoint, decoded: what the server says, or what our own API says over EVE files.

        Args:
            api: ``events_tail``, or a path: ``rest/rules/es/events_tail/``, ``rest/rules/system_settings``.
            qParams: parameters; they win over the window, the page size and the filter in force.
            ignore_time: whether the window is left out; the server's own is the last 30 days.

        Raises:
            RefusedQuestion: the page size or the window is out of bounds.
            ConnectorError: the filter cannot be asked, or the server does not answer.
        """
        return self._ask(_path(api), self._parameters(qParams or {}, ignore_time))

    def _parameters(self, own: Mapping[str, Parameter], ignore_time: bool = False) -> dict[str, str | int]:
        """What is sent: the window, the page size and the filter in force, then what the question brings."""
        size = own.get("page_size", self.page_size)
        if not str(size).isdecimal() or not 1 <= int(str(size)) <= LARGEST_PAGE:
            raise RefusedQuestion(f"A page size of {size} is not possible: use 1 to {LARGEST_PAGE:,}.")
        start, end = (0, 0) if ignore_time else self._milliseconds()
        window: dict[str, str | int] = {} if ignore_time else {"from_date": start, "to_date": end}
        given = {name: written for name, value in own.items() if (written := _written(value)) is not None}
        return {**window, "page_size": self.page_size, **given, "qfilter": self._filter(own.get("qfilter"))}

    def _filter(self, own: Parameter) -> str:
        """The filter that is sent: in parentheses, because the server puts it behind its own with AND."""
        filters = [str(own) if own is not None else self.qfilter or EVERYTHING]
        if self.basefilter and not self.ignore_basefilter:
            filters.insert(0, self.basefilter)
        for each in filters:
            Query(each)  # by itself: its parentheses must not close ours
        asked = [each for each in map(trimmed, filters) if each not in ("", EVERYTHING)]
        if not asked:
            return EVERYTHING
        if isinstance(self._source, SciriusSource):
            asked = [self._readable(each) for each in asked]
        return " AND ".join(f"({each})" for each in asked)

    def _readable(self, filter: str) -> str:
        """The filter as a server reads it: words without a field are asked of named fields, or whole indices do not answer."""
        found = sent(Query(filter))
        for note in found.notes:
            tell(note.text)
        return found.filter


def tell(sentence: str) -> None:
    """Warns whoever called into this library that an answer is not the whole of it."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("connector."):
        level, frame = level + 1, frame.f_back
    warnings.warn(sentence, PartialAnswer, stacklevel=level)


def _path(api: str) -> str:
    """The path of an endpoint from its name or any end of its path."""
    parts = api.strip("/").split("/")
    if parts[0] not in _PREFIXES:
        parts = [*_PREFIXES, *parts] if len(parts) == 1 else ["rest", *parts]
    else:
        parts = [*_PREFIXES[: _PREFIXES.index(parts[0])], *parts]
    return f"/{'/'.join(parts)}/"


def _written(value: Parameter) -> str | int | None:
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case str() | int():
            return value
        case datetime():
            return milliseconds(parse_time(value))
        case list() | tuple():
            return ",".join(map(str, value))
        case _:
            return str(value)

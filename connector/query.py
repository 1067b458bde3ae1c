"""A question's common part: which events, when, how many."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from connector import lucene
from connector.errors import QueryError, QuerySyntaxError
from connector.judged import Judged
from connector.window import Window, rounded_now

EVERYTHING = "*"
"""The filter that every event matches."""

LONGEST = 32 * 1024
"""The greatest length of a filter, in bytes of UTF-8."""

_BLANKS = " \t\r\n\u3000"
"""What separates words in Lucene; a no-break space is a letter."""


@dataclass(frozen=True, slots=True)
class Query:
    """A filter, a window and a limit: frozen, hashable, and valid once it exists.

    Attributes:
        filter: Lucene text (what Kibana calls the query string). Blank is ``*``: every event.
        window: the span of time, [start, end).
        limit: the greatest number of events in an answer; ``None`` for all of them.
        now: what ``now`` means in date maths; UTC.
        judged: the states that the events are in, on files; ``None`` for any. On servers it is a part of the filter.

    Raises:
        QuerySyntaxError: the filter is not Lucene, or longer than `LONGEST`.
        QueryError: the limit is not positive.
    """

    filter: str = EVERYTHING
    window: Window = field(default_factory=Window)
    limit: int | None = 1_000
    now: datetime = field(default_factory=rounded_now)
    judged: Judged | None = None

    def __post_init__(self) -> None:
        # Not stripped: the blank at the end of `f:foo\\ ` is escaped, so it belongs to the value.
        object.__setattr__(self, "filter", self.filter if self.filter.strip(_BLANKS) else EVERYTHING)
        if len(self.filter.encode("utf-8", "replace")) > LONGEST:
            raise QuerySyntaxError(f"The filter is longer than {LONGEST:,} bytes: ask for less at once.", LONGEST)
        lucene.parse(self.filter)
        if self.limit is not None and type(self.limit) is not int:
            raise QueryError(f"A limit of {self.limit!r} is no whole number: use 1 or more, or None for everything.")
        if self.limit is not None and self.limit < 1:
            raise QueryError(f"A limit of {self.limit} asks for nothing: use 1 or more.")

    @property
    def tree(self) -> "lucene.Node":
        """The parsed filter."""
        return lucene.parse(self.filter)

    def narrowed(self, filter: str) -> "Query":
        """The same question about the events that ``filter`` matches too."""
        return replace(self, filter=lucene.both(self.filter, filter))

    def during(self, window: Window) -> "Query":
        """The same question about another window."""
        return replace(self, window=window)

"""A selection that asks a source itself: the page's questions without a page."""

from dataclasses import dataclass
from typing import Any

from connector.answers import Span
from connector.source import Source
from ui.selection import Selection


@dataclass(frozen=True)
class Asked(Selection):
    """A selection over a source that is open already.

    Attributes:
        over: the source.
    """

    over: Source | None = None

    def span(self) -> Span:
        assert self.over
        return self.over.span()

    def _ask(self, question: str, *arguments: object) -> Any:
        return getattr(self.over, question)(self.query, *arguments)

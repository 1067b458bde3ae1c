"""What answers lack, for a reply whose JSON has no place for it."""

import json
from collections.abc import Iterator
from typing import Any, cast

from connector.answers import Events, Note
from connector.source import Source

HEADER = "EveLens-Notes"
"""A JSON list of sentences; absent when nothing lacks."""

_ASKED = frozenset(("trend", "events", "timeline", "values", "groups", "pairs", "fields", "stats"))
_LONGEST = 4_000
"""Characters of the header: servers in front let through no more."""


class Heard:
    """A source whose answers are listened to.

    Args:
        source: who answers.

    Attributes:
        heard: what was true of its answers so far, each once, in order.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.heard: dict[Note, None] = {}

    @property
    def source(self) -> Source:
        """The source to ask: it answers as the one behind it."""
        return cast("Source", self)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._source, name)
        if name == "batches":
            return lambda *given, **named: self._batches(found(*given, **named))
        return (lambda *given, **named: self._noted(found(*given, **named))) if name in _ASKED else found

    def header(self) -> dict[str, str]:
        """The header that tells them; none when nothing lacks."""
        texts = [note.text for note in dict.fromkeys([*self._source.notes(), *self.heard])]
        while texts and len(json.dumps(texts)) > _LONGEST:
            texts.pop()
        return {HEADER: json.dumps(texts)} if texts else {}

    def _noted(self, answer: Any) -> Any:
        self.heard |= dict.fromkeys(answer.notes)
        return answer

    def _batches(self, batches: Iterator[Events]) -> Iterator[Events]:
        for batch in batches:
            yield self._noted(batch)

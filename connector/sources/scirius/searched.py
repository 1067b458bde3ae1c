"""Which fields a word without a field is looked for in."""

import time
from collections import Counter

from connector import counting
from connector.errors import ConnectorError
from connector.frames import SERVERS_OWN
from connector.lucene.fields import DATES
from connector.query import EVERYTHING
from connector.sources.scirius.filters import FIELDS, MOST_FIELDS
from connector.sources.scirius.wire import Wire
from connector.window import Window

_SAMPLE = 1_000
_KEPT = 600.0
_LONGEST_NAME = 60


class Searched:
    """The fields of one server that hold text, looked up every ten minutes. Safe for threads: at worst two look at once.

    Args:
        wire: the server.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._held: tuple[float, tuple[str, ...]] = (-1.0, FIELDS)

    def fields(self) -> tuple[str, ...]:
        """At most `MOST_FIELDS`: those of `FIELDS` that the server knows, then those that most of the newest events hold.

        `FIELDS` when the server does not say. Two requests, and none within ten minutes of them.
        """
        expires, fields = self._held
        if time.monotonic() > expires:
            try:
                fields = self._looked_up()
            except ConnectorError:  # the question that needs them says what is wrong, if it is anything that matters
                fields = FIELDS
            self._held = time.monotonic() + _KEPT, fields
        return fields

    def _looked_up(self) -> tuple[str, ...]:
        known = set(self._wire.known_fields())
        page = self._wire.page(EVERYTHING, Window(), _SAMPLE)
        held = Counter(path for document in page.documents for path in counting.text_paths(document))
        usual = sorted(held.keys() - set(FIELDS) - DATES - SERVERS_OWN, key=lambda name: (-held[name], name))
        # Not only what the newest events hold: alerts are rare among them, and what is looked for most.
        preferred = [name for name in FIELDS if name in known or name in held]
        fields = [*preferred, *(name for name in usual if len(name) <= _LONGEST_NAME)]
        return tuple(fields[:MOST_FIELDS]) or FIELDS

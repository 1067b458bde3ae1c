"""Who with whom, of a server."""

from collections import Counter
from functools import partial

from connector import counting, lucene
from connector.answers import Pairs
from connector.frames import pairs_frame
from connector.http import together
from connector.lucene.fields import counted
from connector.query import Query
from connector.sources.scirius.fetching import fetch
from connector.sources.scirius.filters import Sent
from connector.sources.scirius.values import LEAST_SIZE
from connector.sources.scirius.wire import Wire, floors


def pairs(wire: Wire, asked: Sent, query: Query, source: str, target: str, size: int) -> Pairs:
    """The pairs of the values of two fields, as texts.

    Two requests: the server's counts, and how many events hold both fields. Where these do not add up, or a list came back full,
    the pairs are counted from the newest `FARTHEST` of those events or, with a limit of ``None``, from all of them.
    """
    source, target = counted(source), counted(target)
    having = asked.narrowed(lucene.both(lucene.exists(source), lucene.exists(target)))
    edges, held = together(
        [
            partial(wire.pairs, asked.filter, query.window, source, target, LEAST_SIZE),
            partial(wire.counts, having, query.window),
        ]
    )
    notes = asked.notes + floors([held])
    found = Counter({(one, other): count for one, other, count in edges})
    targets = Counter(one for one, _ in found)
    full = max(len(targets), *targets.values()) >= LEAST_SIZE if targets else False
    if found.total() != held.total or full:
        fetched = fetch(wire, having, query.window, everything=query.limit is None)
        found, notes = counting.pair_counts(fetched.documents, source, target), notes + fetched.notes
    return Pairs(pairs_frame(found.items(), size), None if notes else len(found), not notes, notes)

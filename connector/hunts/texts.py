"""Payloads in a source: long ones, what base64 in them says, and the indicators that they name."""

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from connector.hunts import payloads
from connector.hunts.found import EVENTS, FIRST, LAST, SOURCES, TARGETS, Asked, Choices, Found, as_found
from connector.hunts.grouped import answer_of
from connector.hunts.hunt import Hunt
from connector.query import Query

Pieces = Callable[[str], Iterable[tuple[tuple[str, Any], ...]]]
"""From a payload to the columns of the rows that it gives, none for a payload that says nothing."""

SHOWN = 400
"""Characters of a payload in a cell."""


def long(asked: Asked, query: Query, hunt: Hunt, buckets: int) -> Found:
    """Payloads of enough letters, each text once, with who sent it to whom."""

    def pieces(payload: str) -> Iterable[tuple[tuple[str, Any], ...]]:
        count = payloads.letters(payload)
        if count >= hunt.letters:
            yield (("Payload", payload[:SHOWN]), ("Letters", count))

    return _found(asked, query, hunt, buckets, pieces)


def base64(asked: Asked, query: Query, hunt: Hunt, buckets: int) -> Found:
    """What the base64 in payloads decodes to, each text once."""
    return _found(asked, query, hunt, buckets, lambda payload: ((("Decoded", text),) for text in payloads.decoded(payload)))


def indicators(asked: Asked, query: Query, hunt: Hunt, buckets: int) -> Found:
    """What payloads name that can be searched, each once."""
    return _found(
        asked,
        query,
        hunt,
        buckets,
        lambda payload: ((("Indicator", value), ("Kind", kind)) for kind, value in payloads.indicators(payload)),
    )


def _found(asked: Asked, query: Query, hunt: Hunt, buckets: int, pieces: Pieces) -> Found:
    """A row for each piece; payloads that hold the same one are added up."""
    answer = answer_of(asked, query, hunt, hunt.fields[0], buckets)
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    choices: dict[tuple[Any, ...], Choices] = {}
    trends = []
    payload_of, signature_of = hunt.fields[0][0], hunt.fields[0][-1]
    for each in answer.frame.to_dict("records"):
        group = {str(name): value for name, value in each.items()}
        payload, signature = group[payload_of], group[signature_of]
        held = list(pieces(payload)) if isinstance(payload, str) else []
        if held and "trend" in group:
            trends.append(group["trend"])
        for piece in held:
            shown = dict(piece) | {"Signature": None if pd.isna(signature) else signature}
            key = (payload, signature) if hunt.view == "long" else piece
            rows[key] = _added(rows[key], group) if key in rows else shown | _counts(group)
            if hunt.view == "long":  # its own group: nobody is counted twice
                rows[key] |= {SOURCES: int(group["sources"]), TARGETS: int(group["targets"])}
            choices.setdefault(key, ((signature_of, shown["Signature"]),))
    order = sorted(rows, key=lambda key: (-rows[key][EVENTS], str(key)))
    trend = tuple(map(sum, zip(*trends, strict=True)))
    return as_found([rows[key] for key in order], [choices[key] for key in order], trend, [answer])


def _counts(group: dict[str, Any]) -> dict[str, Any]:
    return {EVENTS: int(group["count"]), FIRST: group["first"], LAST: group["last"]}


def _added(row: dict[str, Any], group: dict[str, Any]) -> dict[str, Any]:
    first, last = min(row[FIRST], group["first"]), max(row[LAST], group["last"])
    return row | {EVENTS: row[EVENTS] + int(group["count"]), FIRST: first, LAST: last}

"""A page of events, read from what an endpoint says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from connector import lucene
from connector.sources.scirius.wire import FARTHEST


@dataclass(frozen=True, slots=True)
class Tail:
    """Events of one page.

    Attributes:
        documents: the events, whole, with their ``_id``.
        total: how many match.
        exact: False when that is a floor.
        cut: whether more come behind this page.
    """

    documents: list[dict[str, Any]]
    total: int
    exact: bool
    cut: bool


def tail(answer: object, size: int, page: int, capped: bool) -> Tail | None:
    """The page; ``None`` when the answer is none.

    Args:
        answer: decoded; events stand by themselves, or in ``_source`` on older servers.
        size: how many a page holds.
        page: its number, from 1.
        capped: whether the count stops at 10,000.
    """
    match answer:
        case {"count": int(count), "results": list(results)} if all(isinstance(each, dict) for each in results):
            documents = [_whole(each) for each in results]
            return Tail(documents, count, not (capped and count >= FARTHEST), count > (page - 1) * size + len(documents))
        case _:
            return None


def types(event_type: object) -> str:
    """A clause for one type of events, or for several in a list."""
    names: Sequence[object] = event_type if isinstance(event_type, list | tuple) else [event_type]
    return lucene.either(*(lucene.term("event_type", str(name)) for name in names))


def _whole(result: dict[str, Any]) -> dict[str, Any]:
    match result:
        case {"_source": dict(event), **rest}:
            return {**event, "_id": rest.get("_id", "")}
        case _:
            return result

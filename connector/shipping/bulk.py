"""Events on their way into a cluster: in bulk, each under its own ``_id``, until all are acknowledged."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any, NamedTuple

from connector import cancelling
from connector.errors import AccessDenied, BadResponse, ConfigError, ConnectorError, SourceError, SourceUnreachable
from connector.frames import encode
from connector.http import readable
from connector.shipping.shape import essential
from connector.sources.opensearch.cluster import Cluster, Json

BYTES, EVENTS = 2**22, 1_000
"""What one request holds at most; one event may be larger by itself."""

_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before a request is repeated that the cluster was too busy for, or could not be reached for."""


class Parcel(NamedTuple):
    """One event on its way.

    Attributes:
        place: the index where it goes.
        id: its ``_id``.
        document: what is indexed.
        event: the event, should the cluster refuse that.
        line: as it was written.
    """

    place: str
    id: str
    document: dict[str, object]
    event: dict[str, Any]
    line: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of events.

    Attributes:
        created: new in the cluster.
        there: were there already.
        reduced: of the new ones those whose fields the cluster refused: their lines are kept, and the essential fields.
    """

    created: int = 0
    there: int = 0
    reduced: int = 0

    def __add__(self, other: "Sent") -> "Sent":
        return Sent(self.created + other.created, self.there + other.there, self.reduced + other.reduced)


class Bulk:
    """The way of events into one cluster.

    Args:
        cluster: where.
        patience: seconds for which a cluster that is busy or away is waited for.
        on_wait: called with a sentence when it is, and with an empty one when it is there again.
    """

    def __init__(self, cluster: Cluster, patience: float = 300.0, on_wait: Callable[[str], None] = lambda text: None) -> None:
        self._cluster = cluster
        self._patience = patience
        self._on_wait = on_wait

    def send(self, parcels: list[Parcel]) -> Sent:
        """Sends events, and returns once every one is in the cluster.

        Raises:
            SourceError: it did not take them in time, or does not let us write; what was sent again does no harm.
        """
        done, tries, begun = Sent(), 0, monotonic()
        left = parcels
        while left:
            busy: list[Parcel] = []
            refused: list[tuple[Parcel, str]] = []
            answered: list[tuple[Parcel, int, str]] = []
            why = ""
            try:
                answered = self._answers(left)
            except (AccessDenied, ConfigError):
                raise
            except (SourceUnreachable, BadResponse) as error:
                why, busy = str(error), left
            for parcel, status, reason in answered:
                if status in (200, 201):
                    done += Sent(created=1)
                elif status == 409:  # the same event, sent before
                    done += Sent(there=1)
                elif status == 429 or status >= 500:
                    busy.append(parcel)
                    why = why or f"The cluster is busy ({status}: {readable(reason)})."
                elif "evelens_refused" in parcel.document:
                    raise SourceError(f"The cluster takes no events ({status}: {readable(reason)}): look at its log.")
                else:
                    refused.append((parcel, readable(reason)))
            done += Sent(reduced=len(refused))
            left = busy + [_reduced(parcel, reason) for parcel, reason in refused]
            if busy:
                self._wait(why, tries, begun)
                tries += 1
        if tries:
            self._on_wait("")
        return done

    def _wait(self, why: str, tries: int, begun: float) -> None:
        pause = _PAUSES[min(tries, len(_PAUSES) - 1)]
        if monotonic() + pause - begun > self._patience:
            raise SourceError(f"{why.rstrip('.')}. Ship the same again: what is in the cluster stays, the rest follows.")
        self._on_wait(why)
        cancelling.pause(pause)

    def _answers(self, parcels: list[Parcel]) -> list[tuple[Parcel, int, str]]:
        lines = [
            line
            for each in parcels
            for line in (encode({"create": {"_index": each.place, "_id": each.id}}), encode(each.document))
        ]
        answer = self._cluster.change("POST", "/_bulk", b"\n".join(lines) + b"\n")
        match answer:
            case {"items": list(items)} if len(items) == len(parcels):
                return [(parcel, *_outcome(item)) for parcel, item in zip(parcels, items, strict=True)]
            case _:
                raise BadResponse("The cluster answers a bulk in an unknown shape: check OPENSEARCH_URL.")


def portions(parcels: Iterable[Parcel]) -> Iterator[list[Parcel]]:
    """Events in lists, each for one request."""
    held: list[Parcel] = []
    size = 0
    for parcel in parcels:
        length = 3 * len(parcel.line)
        if held and (size + length > BYTES or len(held) == EVENTS):
            yield held
            held, size = [], 0
        held.append(parcel)
        size += length
    if held:
        yield held


def _outcome(item: Json) -> tuple[int, str]:
    match item.get("create"):
        case {"status": int(status), "error": {"reason": str(reason), **more}}:
            inner = more.get("caused_by")
            behind = inner.get("reason", "") if isinstance(inner, dict) else ""
            return status, f"{reason}: {behind}" if behind else reason
        case {"status": int(status)}:
            return status, ""
        case _:
            raise ConnectorError("The cluster answers a bulk in an unknown shape: check OPENSEARCH_URL.")


def _reduced(parcel: Parcel, reason: str) -> Parcel:
    document = {**essential(parcel.event, parcel.line), "evelens_refused": reason}
    return parcel._replace(document=document)

"""One cluster: its hosts, asked one after the other until one answers, and what its answers lack."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from connector.answers import Note
from connector.errors import BadResponse, SourceUnreachable
from connector.http import Client, readable

T = TypeVar("T")

Json = dict[str, Any]

PATIENCE = "30s"
"""What the cluster may take for a question: fewer seconds than we wait for it."""

# An index that comes or goes while we ask is no failure.
_LENIENT: Mapping[str, str | int] = {"ignore_unavailable": "true", "allow_no_indices": "true"}


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a search.

    Attributes:
        body: as it came.
        notes: what it lacks; none when every shard answered in time.
    """

    body: Json
    notes: tuple[Note, ...] = ()

    @property
    def total(self) -> int:
        """How many events match."""
        match self.body:
            case {"hits": {"total": {"value": int(value)}}} | {"hits": {"total": int(value)}}:
                return value
            case _:
                return 0

    @property
    def hits(self) -> list[Json]:
        """The events of this answer."""
        return list(self.body.get("hits", {}).get("hits", []))

    @property
    def counted(self) -> Json:
        """The aggregations, by name; each is empty where no index answered."""
        return dict(self.body.get("aggregations") or {})


@dataclass(frozen=True, slots=True)
class Version:
    """What a cluster is. ``number`` is its version's parts; Elasticsearch says no distribution."""

    distribution: str = "elasticsearch"
    number: tuple[int, ...] = field(default=(0,))

    def __str__(self) -> str:
        """As a person writes it."""
        name = "OpenSearch" if self.distribution == "opensearch" else "Elasticsearch"
        return f"{name} {'.'.join(map(str, self.number))}"

    @property
    def keeps_a_point(self) -> bool:
        """Whether it can keep a point in time: OpenSearch since 2.4, Elasticsearch since 7.10."""
        return self.number >= ((2, 4) if self.distribution == "opensearch" else (7, 10))


class Cluster:
    """The hosts of one cluster. Safe for threads.

    Args:
        clients: the way to each.
    """

    def __init__(self, clients: Sequence[Client]) -> None:
        self._clients = tuple(clients)
        self._at = 0

    @property
    def client(self) -> Client:
        """The host that answered last."""
        return self._clients[self._at]

    def version(self) -> Version:
        """What the cluster is.

        Raises:
            BadResponse: it is neither OpenSearch nor Elasticsearch.
        """
        match self.get("/"):
            case {"version": {"number": str(number), **more}}:
                parts = tuple(int(part) for part in number.split("-")[0].split(".") if part.isdecimal())
                return Version(str(more.get("distribution", "elasticsearch")), parts)
            case _:
                raise BadResponse(f"{self.client.base} is no OpenSearch and no Elasticsearch: check OPENSEARCH_URL.")

    def search(self, index: str, body: Json, **params: str) -> Reply:
        """The answer to a search. Its shards may fail, or take too long: then its notes say so.

        Args:
            index: names and patterns, parted by commas; empty where a point in time names them.
            body: the question.
            **params: more of the address.
        """
        path = f"/{index}/_search" if index else "/_search"
        asked = {**({} if not index else _LENIENT), **params}
        return self.reply(self.ask(path, {"timeout": PATIENCE, **body}, **asked))

    def reply(self, answer: object) -> Reply:
        """An answer with what it lacks.

        Raises:
            BadResponse: it is none.
        """
        if not isinstance(answer, dict) or "hits" not in answer:
            raise BadResponse(f"{self.client.base} answers a search in an unknown shape: check OPENSEARCH_URL.")
        return Reply(answer, lacking(answer))

    def ask(self, path: str, body: Json, **params: str | int) -> object:
        """The decoded answer of any endpoint to a body that may be sent twice."""
        return self._first(lambda client: client.question(path, params, body))

    def get(self, path: str, **params: str | int) -> object:
        """The decoded answer of any endpoint."""
        return self._first(lambda client: client.get(path, params))

    def change(self, method: str, path: str, body: bytes = b"", **params: str | int) -> object:
        """The decoded answer to a change that may be asked for twice."""
        return self._first(lambda client: client.change(method, path, params, body))

    def fields(self, index: str, names: str) -> Mapping[str, Mapping[str, Any]]:
        """What the mappings of the indices say of fields: by name, then by type. ``names`` may hold patterns."""
        match self.get(f"/{index}/_field_caps", fields=names, include_unmapped="true", **_LENIENT):
            case {"fields": dict(fields)}:
                return fields
            case _:
                raise BadResponse(f"{self.client.base} does not say which fields it has: check OPENSEARCH_URL.")

    def _first(self, call: Callable[[Client], T]) -> T:
        """What the first host says that answers, beginning with the one that did so last."""
        begin = self._at
        failed: SourceUnreachable | None = None
        for step in range(len(self._clients)):
            place = (begin + step) % len(self._clients)
            try:
                found = call(self._clients[place])
            except SourceUnreachable as error:
                failed = failed or error
            else:
                self._at = place
                return found
        assert failed is not None
        raise failed


def lacking(answer: Json) -> tuple[Note, ...]:
    """What an answer of a cluster lacks."""
    notes: list[Note] = []
    match answer.get("_shards"):
        case {"failed": int(failed), "total": int(total), **more} if failed:
            why = _reason(more.get("failures"))
            notes.append(Note("partial", f"{failed:,} of {total:,} shards did not answer{why}: the counts are floors."))
    if answer.get("timed_out"):
        notes.append(Note("partial", f"The cluster gave up after {PATIENCE[:-1]} seconds: the counts are floors."))
    match answer.get("_clusters"):
        case {"skipped": int(skipped)} if skipped:
            notes.append(Note("partial", f"{skipped:,} remote clusters were left out: the counts are floors."))
    return tuple(notes)


def _reason(failures: object) -> str:
    match failures:
        case [{"reason": {"reason": str(reason)}}, *_]:
            return f" ({readable(reason)})"
        case _:
            return ""

"""Counts in groups of any depth: a question put together piece by piece."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import pandas as pd

from connector.errors import BadResponse
from connector.frames import decode, encode
from connector.frames.columns import typed
from connector.frames.documents import clean
from connector.notebooks.client import RESTSciriusConnector
from connector.notebooks.escaping import joined
from connector.notebooks.refusals import RefusedQuestion

_PATH = "/rest/rules/es/search/"


@dataclass(frozen=True, slots=True)
class Response:
    """What came back; a server that did not answer has raised an error before.

    Attributes:
        content: the JSON as bytes.
        status_code: 200.
    """

    content: bytes
    status_code: int = 200

    @property
    def text(self) -> str:
        """The JSON as text."""
        return self.content.decode()

    def json(self) -> Any:
        """The JSON decoded."""
        return decode(self.content)


@dataclass(frozen=True, slots=True)
class _Level:
    field: str
    name: str
    order: str | None
    sort: str
    size: int

    def terms(self) -> dict[str, object]:
        return {"field": self.field, "size": self.size, "order": {self.order or "_count": self.sort}}


class ESQueryBuilder(RESTSciriusConnector):
    """Groups of events by one field inside those of another, as deep as wanted, and how many events each holds.

    It takes the arguments of `RESTSciriusConnector`, and asks ten events a page at first. A server without this endpoint, or with
    one that fails, is asked for its events instead, as our own API does it.
    """

    page_size: int = 10
    _index = "logstash-alert-*"
    _tenant: str | int | None = None
    _time_filter: str | None = None
    _levels: tuple[_Level, ...] = ()

    def set_index(self, index: str) -> Self:
        """Sets the indices that are searched, such as ``logstash-http-*``; alerts at first."""
        self._index = index
        return self

    def set_qfilter(self, qfilter: str | None) -> Self:
        """Sets the filter; ``None`` for every event."""
        self.qfilter = qfilter
        return self

    def set_tenant(self, tenant: str | int | None) -> Self:
        """Sets the tenant that is asked; ``None`` for the server's own choice. Files have none."""
        self._tenant = tenant
        return self

    def set_time_filter(self, time_filter: str | None) -> Self:
        """Sets the field that the window is held against; ``None`` for the server's own choice."""
        self._time_filter = time_filter
        return self

    def add_aggs(self, field: str, col_name: str, order: str | None = None, sort: str = "desc", size: int = 10) -> Self:
        """Divides the groups by another field.

        Args:
            field: dotted, exact where it is text: ``alert.signature.keyword``.
            col_name: the column that holds its values.
            order: ``_count`` (the default) or ``_key``.
            sort: ``desc`` or ``asc``.
            size: the greatest number of its values in a group.

        Raises:
            RefusedQuestion: the column is there already, or a word or size cannot be used.
        """
        if sort not in ("asc", "desc") or size < 1:
            raise RefusedQuestion("The groups cannot be made so: sort is asc or desc, and size is 1 or more.")
        if col_name in ("doc_count", *(level.name for level in self._levels)):
            raise RefusedQuestion(f"There is a column {col_name!r} already: give this one another name.")
        self._levels = (*self._levels, _Level(field, col_name, order, sort, size))
        return self

    def reset(self) -> Self:
        """Forgets groups, filter, index, tenant and time field; window and page size stay."""
        self._index, self._tenant, self._time_filter, self._levels = ESQueryBuilder._index, None, None, ()
        self.qfilter = None
        return self

    def post(self) -> Response:
        """Asks.

        Raises:
            ConnectorError: the question cannot be asked, or there is no answer.
        """
        sent = self._parameters({})
        window = {name: value for name, value in sent.items() if name in ("from_date", "to_date")}
        if self._tenant is not None:
            window["tenant"] = self._tenant
        body = self._body(sent["qfilter"])
        try:
            found = self._ask(_PATH, window, body)
        except BadResponse:  # today's server fails on every question at this address
            found = self._ask_ourselves(_PATH, window, body)
        return Response(encode(found))

    def flatten_aggregation(self, content: bytes | str | Mapping[str, Any] | Response) -> pd.DataFrame:
        """The groups of an answer, a row each: a column for each field that divides them, then ``doc_count``.

        Args:
            content: what `post` gave, its ``content``, its ``text`` or its ``json()``.

        Returns:
            RangeIndex; the columns of `add_aggs`, in its order, with the values as they are, then ``doc_count`` (int64). In the
            answer's order. No groups: no rows.

        Raises:
            BadResponse: the content is no answer.
        """
        rows = [*_rows(_decoded(content).get("aggregations") or {}, [level.name for level in self._levels])]
        columns: dict[str, Any] = {}
        for place, level in enumerate(self._levels):
            keys = [row[place] for row in rows]
            columns[clean(level.name)] = typed(range(len(keys)), keys, len(keys)) if keys else pd.Series([], dtype="str")
        columns["doc_count"] = pd.Series([row[-1] for row in rows], dtype="int64")
        return pd.DataFrame(columns)

    @staticmethod
    def filter_join(filters: Mapping[str, str | int | float | bool | None] | Iterable[str], operator: str = "AND") -> str:
        """One filter out of several: see `connector.notebooks.escaping.joined`."""
        return joined(filters, operator)

    @staticmethod
    def clean_host_id(hosts: Iterable[Mapping[str, Any]], **filters: object) -> list[dict[str, Any]]:
        """Records of hosts without their empty values; with filters, those whose fields have or hold these values."""
        found = [{key: value for key, value in host.items() if value not in (None, "", [], {})} for host in hosts]
        return [host for host in found if all(_holds(host.get(field), value) for field, value in filters.items())]

    def _body(self, qfilter: object) -> dict[str, object]:
        aggs: dict[str, object] = {}
        for level in reversed(self._levels):
            inner = {"aggs": aggs} if aggs else {}
            aggs = {level.name: {"terms": level.terms(), **inner}}
        body: dict[str, object] = {"index": self._index, "qfilter": qfilter, "size": self.page_size, "aggs": {"aggs": aggs}}
        return body if self._time_filter is None else {**body, "time_filter": self._time_filter}


def _decoded(content: bytes | str | Mapping[str, Any] | Response) -> Mapping[str, Any]:
    match content:
        case Response():
            value = content.json()
        case bytes() | str():
            try:
                value = decode(content if isinstance(content, bytes) else content.encode())
            except ValueError:
                value = None
        case _:
            value = content
    if not isinstance(value, Mapping):
        raise BadResponse("The content is no answer: give what post() returned.")
    return value


def _rows(aggregations: Mapping[str, Any], names: list[str]) -> Iterator[list[Any]]:
    if not names:
        return
    for bucket in aggregations.get(names[0], {}).get("buckets", []):
        if len(names) == 1:
            yield [bucket["key"], bucket["doc_count"]]
        else:
            yield from ([bucket["key"], *row] for row in _rows(bucket, names[1:]))


def _holds(held: object, value: object) -> bool:
    return value in held if isinstance(held, list | tuple) else held == value

"""The client that existing notebooks know, over a Scirius server or over EVE files."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from connector import lucene
from connector.errors import BadResponse
from connector.frames.normalized import normalized_frame
from connector.notebooks import retrosearch, tails
from connector.notebooks.asking import Asking, Parameter, tell
from connector.notebooks.datamining import graph_of
from connector.query import EVERYTHING
from connector.sources.scirius import SciriusSource

if TYPE_CHECKING:
    import networkx

_SIZE = 1_000
"""A server's own bound of values; when fewer are asked for, its counts are approximate."""

_NODES = 100
"""A server's own bound of the sources in a graph, and of the targets of each."""

_EVERY_TYPE = ("all", "any")


class RESTSciriusConnector(Asking):
    """Events, values and graphs with the names that existing notebooks use.

    It starts with the last 30 days and a page size of 1,000. Keyword arguments that a method does not know become parameters of
    the request; ``page_size`` and ``qfilter`` there win over the attributes. All times are UTC.

    Args:
        scirius_host: host, host:port or base address of a Scirius server; https when no scheme is given.
        scirius_token: the token of its REST API; with it alone the server is 127.0.0.1.
        scirius_tls_verify: whether its certificate is checked.
        scirius_ca_file: a file of certificate authorities to trust.
        scirius_envfile_in_home: whether `.env` lies in the home folder.
        eve: files, folders or globs of EVE events instead of a server; read at once.
        store: the name of an event store, instead of the one that belongs to ``eve``.

    Raises:
        RefusedSetting: there is nothing to ask, or a setting cannot be used.
        SourceUnreachable: the files are not there.
    """

    def get_event_types(self) -> list[str]:
        """The types of events in the window, sorted."""
        return [str(key) for key in self.get_eve_unique_values(field="event_type")]

    def get_eve_unique_values(self, **parameters: Parameter) -> list[Any]:
        """The values of a field: sorted, or with ``counts="yes"`` as ``{"key", "doc_count"}``, most frequent first.

        Args:
            **parameters: ``field`` (src_ip), ``size`` (1,000), ``counts``, ``event_type``, ``qfilter``.

        Warns:
            PartialAnswer: there may be more values than the size that nobody set lets through.
        """
        size = _whole(parameters.get("size"), _SIZE)
        asked = parameters | {"counts": "yes", "size": max(size, _SIZE)}
        match self._filled("unique_values", asked):
            case list(found) if all(isinstance(each, dict) and {"key", "doc_count"} <= each.keys() for each in found):
                pairs = [{"key": each["key"], "doc_count": each["doc_count"]} for each in found[:size]]
            case _:
                raise self._strange("unique_values")
        if parameters.get("size") is None and len(found) >= size:
            tell(f"The {size:,} most frequent values: there may be more, so raise size or narrow the window.")
        if parameters.get("counts") == "yes":
            return pairs
        return sorted((pair["key"] for pair in pairs), key=lambda key: (isinstance(key, str), key))

    def get_events_tail(self, **parameters: Parameter) -> list[dict[str, Any]]:
        """The newest events that match, whole, at most a page; with ``_id`` and ``@timestamp``.

        Args:
            **parameters: ``qfilter``, ``event_type``, ``page_size``, ``page``, ``ordering`` and what else the endpoint takes.

        Warns:
            PartialAnswer: more events match than the page size lets through.
        """
        return self._tail("events_tail", parameters).documents

    def get_events_df(self, **parameters: Parameter) -> pd.DataFrame:
        """`get_events_tail` as a frame with the columns of `pandas.json_normalize`; `normalized_frame` has their dtypes.

        ``attrs`` holds ``total`` (how many match), ``exact`` (False: at least) and ``notes`` (sentences).
        """
        return self._framed(self._tail("events_tail", parameters))

    def get_alerts_tail(self, **parameters: Parameter) -> list[dict[str, Any]]:
        """The newest alerts, as `get_events_tail`; without those that are discoveries, unless ``discovery`` is true."""
        return self._tail("alerts_tail", parameters).documents

    def get_alerts_df(self, **parameters: Parameter) -> pd.DataFrame:
        """`get_alerts_tail` as a frame, as `get_events_df`."""
        return self._framed(self._tail("alerts_tail", parameters))

    def get_eve_fields_graph(self, **parameters: Parameter) -> dict[str, Any]:
        """Who with whom: ``{"graph": {"nodes": [{"index", "field", "kind"}], "edges": [{"edge": [a, b], "doc_count"}]}}``.

        Args:
            **parameters: ``col_src`` (src_ip), ``col_dest`` (dest_ip), ``size_src`` and ``size_dest`` (100), ``event_type``,
                ``qfilter``.

        Warns:
            PartialAnswer: there may be more sources than the size that nobody set lets through.
        """
        match self._filled("graph_agg", parameters):
            case {"graph": {"nodes": list(), "edges": list(edges)} as graph}:
                sources = {str(edge["edge"][0]) for edge in edges}
                if parameters.get("size_src") is None and len(sources) >= _NODES:
                    tell(f"The {_NODES} most frequent sources: there may be more, so raise size_src or narrow the window.")
                return {"graph": graph}
            case _:
                raise self._strange("graph_agg")

    def get_eve_fields_graph_nx(self, **parameters: Parameter) -> "networkx.Graph":
        """`get_eve_fields_graph` for networkx: see `connector.notebooks.datamining.graph_of`."""
        return graph_of(self.get_eve_fields_graph(**parameters))

    def get_unique_fields(self, event_type: str | None = None) -> list[str]:
        """The names of the fields, sorted; of one type of events, or of every one (``None``, ``all``, ``any``)."""
        own = {} if event_type is None or event_type.lower() in _EVERY_TYPE else {"event_type": event_type}
        match self.get_data("unique_fields", own):
            case {"fields": list(names)}:
                return sorted(map(str, names))
            case _:
                raise self._strange("unique_fields")

    def retrosearch(self, domains: Iterable[str], batchsize: int = 50) -> pd.DataFrame:
        """Events that name one of the domains, or a name below it: see `connector.notebooks.retrosearch.sightings`.

        Args:
            domains: names, in any case.
            batchsize: how many are asked for at once, 100 at most; a page of events for each batch.

        Raises:
            RefusedQuestion: the batch size is out of bounds.

        Warns:
            PartialAnswer: more events of a batch match than the page size lets through.
        """
        window, base = self._window(), self._filter(EVERYTHING)
        return retrosearch.sightings(self._source, domains, batchsize, window, base, self.page_size)

    def _tail(self, name: str, parameters: Mapping[str, Parameter]) -> tails.Tail:
        own = dict(parameters)
        event_type = own.pop("event_type", None)
        if event_type is not None:
            asked = own.get("qfilter")
            # The endpoint has no such parameter: sent as one, it would be left out of the question.
            own["qfilter"] = lucene.both(str(asked) if asked is not None else self.qfilter or "", tails.types(event_type))
        answer = self.get_data(name, own)
        tail = tails.tail(answer, _whole(own.get("page_size"), self.page_size), _whole(own.get("page"), 1),
                          isinstance(self._source, SciriusSource))  # fmt: skip
        if tail is None:
            raise self._strange(name)
        if tail.cut and own.get("page") is None:
            least = "" if tail.exact else "at least "
            tell(f"{len(tail.documents):,} newest of {least}{tail.total:,} events: narrow the window or raise page_size.")
        return tail

    def _framed(self, tail: tails.Tail) -> pd.DataFrame:
        frame = normalized_frame(tail.documents)
        frame.attrs.update(total=tail.total, exact=tail.exact, notes=[note.text for note in self._source.notes()])
        return frame

    def _filled(self, name: str, parameters: Mapping[str, Parameter]) -> object:
        """The answer; where a server's is empty, as it is for most fields that are no strings, it is counted from its events."""
        found = self.get_data(name, parameters)
        empty = not (found.get("graph", {}).get("edges") if isinstance(found, dict) else found)
        if empty and isinstance(self._source, SciriusSource):
            return self._ask_ourselves(f"/rest/rules/es/{name}/", self._parameters(parameters))
        return found

    def _strange(self, name: str) -> BadResponse:
        return BadResponse(f"{self.endpoint} answers {name} in an unknown shape: check that it is a Scirius server.")


def _whole(value: Parameter, default: int) -> int:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 10 and int(text) else default

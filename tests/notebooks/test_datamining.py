import sys

import numpy as np
import pytest

from connector import ConfigError
from connector.notebooks import RESTSciriusConnector, graph_of, min_max_scaling
from connector.notebooks import datamining as mining

ANSWER = {
    "graph": {
        "nodes": [
            {"index": "a", "field": "src_ip", "kind": "source"},
            {"index": "b", "field": "src_ip", "kind": "source"},
            {"index": "b", "field": "dest_ip", "kind": "destination"},
            {"index": "c", "field": "dest_ip", "kind": "destination"},
        ],
        "edges": [
            {"edge": ["a", "b"], "doc_count": 9},
            {"edge": ["b", "a"], "doc_count": 3},
            {"edge": ["b", "c"], "doc_count": 1},
        ],
    }
}


def test_numbers_are_moved_and_stretched_between_two_bounds() -> None:
    assert min_max_scaling([2, 4, 3]).tolist() == [0.0, 1.0, 0.5]
    assert min_max_scaling(np.array([0, 10]), 1, 5).tolist() == [1.0, 5.0]
    assert min_max_scaling([7, 7], 1, 5).tolist() == [1.0, 1.0]
    assert min_max_scaling([]).tolist() == []


def test_the_graph_has_kinds_and_counts() -> None:
    pytest.importorskip("networkx")
    graph = graph_of(ANSWER)
    assert dict(graph.nodes(data="kind")) == {"a": "source", "b": "destination", "c": "destination"}
    assert graph.nodes["b"]["field"] == "dest_ip"
    assert {frozenset(edge[:2]): edge[2] for edge in graph.edges(data="doc_count")} == {frozenset("ab"): 3, frozenset("bc"): 1}


def test_counts_and_degrees_are_scaled() -> None:
    pytest.importorskip("networkx")
    graph = mining.nx_add_scaled_doc_count(graph_of(ANSWER), 1, 2)
    assert [edge[2] for edge in graph.edges(data="scaled_doc_count")] == [2.0, 1.0]
    assert mining.nx_scale_param(graph).tolist() == [1.0, 0.0]
    assert mining.nx_degree_scale(graph, 10, 20).tolist() == [10.0, 20.0, 10.0]


def test_nodes_are_kept_by_their_degree_among_their_kind() -> None:
    pytest.importorskip("networkx")
    graph = graph_of(ANSWER)
    assert set(mining.nx_filter_scaled_src_dest(graph)) == {"a", "b", "c"}
    busy = mining.nx_filter_scaled_src_dest(graph, dest=(0.5, 1.0))
    assert set(busy) == {"a", "b"}
    assert graph.number_of_nodes() == 3


def test_the_client_gives_the_graph(client: RESTSciriusConnector) -> None:
    pytest.importorskip("networkx")
    graph = client.get_eve_fields_graph_nx(qfilter="event_type:http")
    assert graph.edges["10.0.0.1", "192.0.2.80"]["doc_count"] == 2


def test_without_networkx_the_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(ConfigError, match=r"evelens\[graph\]"):
        graph_of(ANSWER)

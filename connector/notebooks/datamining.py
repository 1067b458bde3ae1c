"""Graphs of who talks to whom, for networkx, and numbers scaled for drawing them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from connector.notebooks.refusals import RefusedSetting

if TYPE_CHECKING:
    import networkx

Numbers = npt.NDArray[np.float64]
Between = tuple[float, float]


def graph_of(answer: Mapping[str, Any]) -> "networkx.Graph":
    """The answer of ``get_eve_fields_graph`` as an undirected graph.

    A node has ``field`` and ``kind`` (source or destination), an edge has ``doc_count``. A value that is both has the kind that
    comes last, and of two edges between the same values the last count stands: ``get_eve_fields_graph`` itself has both.

    Raises:
        RefusedSetting: networkx is not installed.
    """
    graph = _networkx().Graph()
    found = answer["graph"]
    for node in found["nodes"]:
        graph.add_node(node["index"], field=node["field"], kind=node["kind"])
    for edge in found["edges"]:
        source, target = edge["edge"]
        graph.add_edge(source, target, doc_count=edge["doc_count"])
    return graph


def min_max_scaling(values: Iterable[float], low: float = 0.0, high: float = 1.0) -> Numbers:
    """The numbers moved and stretched so that the least is ``low`` and the greatest ``high``; equal ones are all ``low``."""
    numbers = np.fromiter(values, np.float64)
    if not numbers.size:
        return numbers
    width = float(np.ptp(numbers))
    scaled: Numbers = (numbers - numbers.min()) / width if width else np.zeros_like(numbers)
    return low + scaled * (high - low)


def nx_add_scaled_doc_count(graph: "networkx.Graph", low: float = 0.0, high: float = 1.0) -> "networkx.Graph":
    """The same graph, each edge with ``scaled_doc_count``: its ``doc_count`` between ``low`` and ``high``."""
    for (_, _, edge), value in zip(graph.edges(data=True), nx_scale_param(graph, "doc_count", low, high), strict=True):
        edge["scaled_doc_count"] = float(value)
    return graph


def nx_scale_param(graph: "networkx.Graph", param: str = "doc_count", low: float = 0.0, high: float = 1.0) -> Numbers:
    """A number of every edge, between ``low`` and ``high``, in the order of the edges; an edge without it has 0."""
    return min_max_scaling((edge.get(param, 0) for _, _, edge in graph.edges(data=True)), low, high)


def nx_degree_scale(graph: "networkx.Graph", low: float = 0.0, high: float = 1.0) -> Numbers:
    """How many neighbours each node has, between ``low`` and ``high``, in the order of the nodes."""
    return min_max_scaling((degree for _, degree in graph.degree()), low, high)


def nx_filter_scaled_src_dest(graph: "networkx.Graph", src: Between = (0.0, 1.0), dest: Between = (0.0, 1.0)) -> "networkx.Graph":
    """A new graph of the sources and destinations whose scaled degree lies within bounds, both inside, and the edges between.

    Args:
        graph: of `graph_of`; degrees are scaled to 0 to 1 among nodes of one kind.
        src: the least and the greatest scaled degree of a source.
        dest: the same of a destination.
    """
    kept: list[object] = []
    for kind, (least, greatest) in (("source", src), ("destination", dest)):
        nodes = [node for node, held in graph.nodes(data=True) if held.get("kind") == kind]
        scaled = min_max_scaling(graph.degree(node) for node in nodes)
        kept += [node for node, value in zip(nodes, scaled, strict=True) if least <= value <= greatest]
    return graph.subgraph(kept).copy()


def _networkx() -> Any:
    try:
        import networkx
    except ImportError as error:
        raise RefusedSetting("Graphs need networkx, which is not installed: pip install 'evelens[graph]'.") from error
    return networkx

"""Pairs made here, as the graph is given them."""

import pandas as pd

from ui.graph.network import Identity, Network


def pairs(*rows: tuple[str, str, int], weight: int = 1) -> pd.DataFrame:
    """Pairs of source, target and events, each event of so much weight."""
    frame = pd.DataFrame(rows, columns=["source", "target", "count"]).astype({"count": "int64"})
    return frame.assign(weight=frame["count"] * weight)


def linked(network: Network) -> list[Identity]:
    """What the links of a network are chosen by, in their order."""
    return [network.identity(link) for link in network.links]

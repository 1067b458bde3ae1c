"""Pairs as ends and links: pure functions."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from ui.graph.choice import Choice

End = Literal["source", "target", "both"]
Side = Literal["source", "target", ""]
Identity = tuple[str, str, str]
"""What can be chosen: ``("node", side, value)`` or ``("link", source, target)``."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value that is an end of drawn pairs.

    Attributes:
        side: of the field that holds it; "" where both fields hold the same things.
        value: the text, as the source gave it.
        end: where it stands in the drawn pairs.
        weight: of its drawn pairs.
        links: how many these are.
        new: whether the window before had it in no pair; False where nothing is known of that.
    """

    side: Side
    value: str
    end: End
    weight: int
    links: int
    new: bool

    @property
    def identity(self) -> Identity:
        """What the node is chosen by."""
        return "node", self.side, self.value


@dataclass(frozen=True, slots=True)
class Link:
    """A drawn pair.

    Attributes:
        source: the place of its first end among the nodes.
        target: the place of its second end.
        count: events that hold both.
        weight: what it is drawn by: ``count``, or bytes.
        new: whether the window before did not have the pair; False where nothing is known of that.
    """

    source: int
    target: int
    count: int
    weight: int
    new: bool


@dataclass(frozen=True, slots=True)
class Network:
    """What is drawn.

    Attributes:
        nodes: the heaviest first.
        links: the strongest first.
        total: the pairs that are as asked, drawn or not.
        share: of the weight of these, what the drawn ones have; 0 to 1.
    """

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    total: int
    share: float

    def identity(self, link: Link) -> Identity:
        """What a link is chosen by."""
        return "link", self.nodes[link.source].value, self.nodes[link.target].value


def network(pairs: pd.DataFrame, known: frozenset[tuple[str, str]] | None, choice: Choice) -> Network:
    """The strongest pairs that are as asked.

    Args:
        pairs: ``source``, ``target``, ``count`` and ``weight``, in any order.
        known: the pairs of the window before; ``None`` when nothing is known of them.
        choice: what is left out, and how many are drawn.
    """
    asked = _asked(pairs, choice)
    drawn = asked.head(choice.most)
    total = int(asked["weight"].sum())
    sides: tuple[Side, Side] = ("", "") if choice.merged else ("source", "target")
    rows = list(drawn[["source", "target", "count", "weight"]].itertuples(index=False, name=None))
    nodes = _nodes(rows, sides, known)
    place = {(node.side, node.value): number for number, node in enumerate(nodes)}
    links = tuple(
        Link(
            place[sides[0], source],
            place[sides[1], target],
            int(count),
            int(weight),
            known is not None and (source, target) not in known,
        )
        for source, target, count, weight in rows
    )
    return Network(nodes, links, len(asked), int(drawn["weight"].sum()) / total if total else 0.0)


def stream_ends(network: Network) -> tuple[tuple[int, int], ...]:
    """The ends of streams, in order: the column, 0 or 1, and the place of the node in the network.

    A value that stands at both ends is two of them: streams must not run in a circle.
    """
    left = dict.fromkeys(link.source for link in network.links)
    right = dict.fromkeys(link.target for link in network.links)
    return (*((0, number) for number in left), *((1, number) for number in right))


def neighbours(pairs: pd.DataFrame, node: Identity, merged: bool) -> pd.DataFrame:
    """The other ends of a node's pairs, drawn or not, the strongest first.

    Args:
        pairs: as for `network`.
        node: the identity of a node.
        merged: whether both fields hold the same things.

    Returns:
        ``value``, ``forth`` (whether the node is the source), ``count`` and ``weight``.
    """
    _, side, value = node
    forth = pairs[pairs["source"] == value] if side != "target" else pairs.iloc[:0]
    back = pairs[pairs["target"] == value] if side != "source" else pairs.iloc[:0]
    if merged:
        back = back[back["source"] != value]  # with itself: said once
    found = pd.concat(
        [
            forth.assign(value=forth["target"], forth=True),
            back.assign(value=back["source"], forth=False),
        ]
    )
    return found.sort_values("weight", ascending=False, kind="stable", ignore_index=True)[["value", "forth", "count", "weight"]]


def _asked(pairs: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The pairs of enough events, whose ends are not hidden and have enough links; the strongest first."""
    asked = pairs[pairs["count"] >= choice.least]
    if choice.hidden:
        asked = asked[~asked["source"].isin(choice.hidden) & ~asked["target"].isin(choice.hidden)]
    if choice.links > 1:
        sources, targets = asked["source"].to_list(), asked["target"].to_list()
        if choice.merged:
            either = Counter([*sources, *(other for one, other in zip(sources, targets, strict=True) if one != other)])
            held = (either, either)
        else:
            held = (Counter(sources), Counter(targets))
        enough = [
            held[0][one] >= choice.links and held[1][other] >= choice.links for one, other in zip(sources, targets, strict=True)
        ]
        asked = asked[pd.Series(enough, index=asked.index, dtype=bool)]
    return asked.sort_values(["weight", "source", "target"], ascending=[False, True, True], kind="stable")


def _nodes(
    rows: list[tuple[str, str, int, int]], sides: tuple[Side, Side], known: frozenset[tuple[str, str]] | None
) -> tuple[Node, ...]:
    weights: Counter[tuple[Side, str]] = Counter()
    links: Counter[tuple[Side, str]] = Counter()
    stands: dict[tuple[Side, str], set[int]] = {}
    for source, target, _, weight in rows:
        for key in {(sides[0], source), (sides[1], target)}:
            weights[key] += int(weight)
            links[key] += 1
        stands.setdefault((sides[0], source), set()).add(0)
        stands.setdefault((sides[1], target), set()).add(1)
    old = None if known is None else {(side, value) for pair in known for side, value in zip(sides, pair, strict=True)}
    ordered = sorted(stands, key=lambda key: (-weights[key], key))
    return tuple(Node(*key, _end(stands[key]), weights[key], links[key], old is not None and key not in old) for key in ordered)


def _end(places: set[int]) -> End:
    if len(places) == 2:
        return "both"
    return "target" if 1 in places else "source"

"""What a click in the picture means."""

from tests.ui.graph.made import pairs
from ui.graph.choice import Choice
from ui.graph.chosen import clicked_on
from ui.graph.network import network

FOUND = network(pairs(("a", "b", 5), ("b", "a", 3)), None, Choice())


def test_a_node_and_a_link_are_what_stands_at_their_number() -> None:
    for number, node in enumerate(FOUND.nodes):
        assert clicked_on([{"data_type": "node", "data_indices": [number]}], FOUND, False) == node.identity
    assert clicked_on([{"data_type": "edge", "data_indices": [1]}], FOUND, False) == ("link", "b", "a")


def test_the_ends_of_streams_are_counted_by_columns() -> None:
    clicked = [clicked_on([{"data_type": "node", "data_indices": [number]}], FOUND, True) for number in range(4)]
    assert clicked == [("node", "", "a"), ("node", "", "b"), ("node", "", "b"), ("node", "", "a")]


def test_what_is_not_drawn_any_more_means_nothing() -> None:
    assert clicked_on([], FOUND, False) is None
    assert clicked_on([{"data_type": "node", "data_indices": [9]}], FOUND, False) is None
    assert clicked_on([{"data_type": "edge", "data_indices": [9]}], FOUND, True) is None

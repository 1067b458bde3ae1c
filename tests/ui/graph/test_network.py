"""Pairs as ends and links: who is which end, what is new, what is left out, and how many are drawn."""

import pytest

from tests.ui.graph.made import linked, pairs
from ui.graph.choice import Choice
from ui.graph.network import neighbours, network, stream_ends

HOSTS = Choice()
NAMES = Choice("src_ip", "http.hostname")


def test_a_host_that_is_source_here_and_target_there_is_one_end() -> None:
    found = network(pairs(("a", "b", 5), ("b", "c", 3)), None, HOSTS)
    ends = {node.value: (node.side, node.end, node.weight, node.links) for node in found.nodes}
    assert ends == {"a": ("", "source", 5, 1), "b": ("", "both", 8, 2), "c": ("", "target", 3, 1)}
    assert [node.value for node in found.nodes] == ["b", "a", "c"]
    assert linked(found) == [("link", "a", "b"), ("link", "b", "c")]


def test_equal_texts_of_different_fields_are_two_ends() -> None:
    found = network(pairs(("a", "a", 5)), None, NAMES)
    assert {(node.side, node.value, node.end) for node in found.nodes} == {("source", "a", "source"), ("target", "a", "target")}


def test_a_host_that_talks_to_itself_counts_once() -> None:
    found = network(pairs(("a", "a", 5), ("a", "b", 1)), None, HOSTS)
    ends = {node.value: (node.end, node.weight, node.links) for node in found.nodes}
    assert ends == {"a": ("both", 6, 2), "b": ("target", 1, 1)}


def test_only_the_strongest_are_drawn_and_how_much_they_hold_is_known() -> None:
    rows = pairs(*((f"10.0.0.{number}", "b", number) for number in range(1, 101)))
    found = network(rows, None, Choice(most=50))
    assert len(found.links) == 50
    assert found.total == 100
    assert found.share == pytest.approx(sum(range(51, 101)) / sum(range(1, 101)))
    assert [link.count for link in found.links] == sorted(range(51, 101), reverse=True)


def test_strength_is_the_weight_and_the_bound_is_of_events() -> None:
    rows = pairs(("a", "b", 5), ("c", "d", 1)).assign(weight=[10, 1_000])
    assert linked(network(rows, None, Choice(weight="bytes"))) == [("link", "c", "d"), ("link", "a", "b")]
    assert linked(network(rows, None, Choice(weight="bytes", least=2))) == [("link", "a", "b")]


def test_what_is_hidden_is_left_out_with_its_pairs_and_others_take_their_place() -> None:
    rows = pairs(("a", "b", 5), ("b", "c", 3), ("d", "e", 1))
    found = network(rows, None, Choice(hidden=("b",)))
    assert linked(found) == [("link", "d", "e")]
    assert found.total == 1
    assert found.share == 1


def test_ends_with_too_few_links_are_left_out() -> None:
    rows = pairs(("a", "x", 1), ("a", "y", 1), ("b", "x", 1), ("b", "y", 1), ("c", "z", 9))
    assert len(network(rows, None, Choice("src_ip", "tls.sni", links=2)).links) == 4
    assert network(rows, None, Choice("src_ip", "tls.sni", links=3)).links == ()
    ring = pairs(("a", "b", 1), ("b", "c", 1), ("c", "a", 1), ("d", "a", 9), ("e", "e", 9))
    assert linked(network(ring, None, Choice(links=2))) == [("link", "a", "b"), ("link", "b", "c"), ("link", "c", "a")]


def test_new_is_what_the_window_before_had_in_no_pair() -> None:
    rows = pairs(("a", "b", 5), ("a", "c", 3), ("c", "b", 1))
    found = network(rows, frozenset({("a", "b"), ("x", "a")}), HOSTS)
    assert {node.value for node in found.nodes if node.new} == {"c"}
    assert [link.new for link in found.links] == [False, True, True]
    unknown = network(rows, None, HOSTS)
    assert not any(node.new for node in unknown.nodes)
    assert not any(link.new for link in unknown.links)


def test_a_value_that_was_the_other_end_before_is_new_at_this_one() -> None:
    found = network(pairs(("a", "b", 1)), frozenset({("b", "a")}), NAMES)
    assert all(node.new for node in found.nodes)
    assert not any(node.new for node in network(pairs(("a", "b", 1)), frozenset({("b", "a")}), HOSTS).nodes)


def test_no_pair_is_an_empty_network() -> None:
    found = network(pairs(), frozenset(), HOSTS)
    assert (found.nodes, found.links, found.total, found.share) == ((), (), 0, 0.0)
    assert (
        network(pairs(), frozenset(), Choice(links=2)) == network(pairs(("a", "b", 1)), None, Choice(least=2, links=2)) == found
    )


def test_neighbours_are_all_known_ones_in_both_directions() -> None:
    rows = pairs(("a", "b", 5), ("b", "c", 7), ("b", "b", 1), ("x", "y", 9))
    found = neighbours(rows, ("node", "", "b"), merged=True)
    assert list(found.itertuples(index=False, name=None)) == [("c", True, 7, 7), ("a", False, 5, 5), ("b", True, 1, 1)]
    apart = neighbours(rows, ("node", "target", "b"), merged=False)
    assert list(apart["value"]) == ["a", "b"]
    assert not apart["forth"].any()


def test_an_end_on_both_sides_is_two_ends_of_streams() -> None:
    found = network(pairs(("a", "b", 5), ("b", "a", 3)), None, HOSTS)
    place = {node.value: number for number, node in enumerate(found.nodes)}
    assert stream_ends(found) == ((0, place["a"]), (0, place["b"]), (1, place["b"]), (1, place["a"]))

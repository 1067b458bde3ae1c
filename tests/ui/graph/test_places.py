"""Where ends stand: the same each time, apart from each other, near what they are linked with."""

import numpy as np
import pytest

from ui.graph.places import places

STARS = [(hub, 10 * hub + leaf) for hub in range(3) for leaf in range(3, 10)]


def test_equal_networks_have_equal_places() -> None:
    assert (places(40, STARS) == places(40, STARS)).all()


@pytest.mark.parametrize(("count", "links"), [(0, []), (1, []), (1, [(0, 0)]), (2, [(0, 1)]), (2, [(0, 1), (1, 0)])])
def test_the_smallest_networks_have_places(count: int, links: list[tuple[int, int]]) -> None:
    found = places(count, links)
    assert found.shape == (count, 2)
    assert np.isfinite(found).all()


def test_no_two_ends_stand_on_each_other_and_links_are_short() -> None:
    found = places(40, STARS)
    apart = np.hypot(*(found[:, None] - found[None]).transpose(2, 0, 1))
    linked = np.mean([apart[one, other] for one, other in STARS])
    assert linked < 0.6 * np.mean(apart[np.triu_indices(40, 1)])
    np.fill_diagonal(apart, np.inf)
    assert apart.min() > np.ptp(found, axis=0).max() / 40


def test_the_picture_is_wider_than_high() -> None:
    wide, high = np.ptp(places(40, STARS), axis=0)
    assert 1.1 < wide / high < 2.2

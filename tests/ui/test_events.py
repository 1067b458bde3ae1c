"""The line that says of how many events the table shows the newest."""

import pandas as pd
import pytest

from connector.answers import Events
from ui.events import truth
from ui.listing import Listing


def _listing(shown: int, total: int, exact: bool = True) -> Listing:
    events = Events(pd.DataFrame(index=range(shown)), (b"{}",) * shown, tuple(map(str, range(shown))), total, exact)
    return Listing(events, events.frame, pd.DataFrame(), "name")


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        (_listing(1_000, 53_210), "**1,000 newest** of 53,210 events"),
        (_listing(1_000, 10_000, exact=False), "**1,000 newest** of at least 10,000 events"),
        (_listing(865, 865), "**All 865 events**  :small[:gray[newest first]]"),
        (_listing(1, 1), "**The only event**"),
    ],
)
def test_nobody_takes_a_part_for_the_whole(listing: Listing, said: str) -> None:
    assert truth(listing) == said


def test_an_event_is_found_by_its_id_in_whatever_row_it_is() -> None:
    listing = _listing(3, 3)
    assert [listing.position(identity) for identity in ("0", "2", "gone", None, "")] == [0, 2, None, None, None]

"""Which group is chosen: it lies in the session, and stays the same group when others come and go."""

import streamlit as st

from ui.alerts.groups import GREATEST, Listing

CHOSEN = "alert_group"
"""Where the identity of the chosen group lies in the session."""

PLACE = "alert_place"
"""Where the place of the chosen group lies: how far the groups have to be asked for."""

SEVERAL = "alert_groups"
"""Where the identities of further chosen groups lie: a verdict is about all of them."""


def chosen_place(listing: Listing) -> int:
    """The place of the chosen group; the first one when none is chosen, or when it is gone."""
    chosen = st.session_state.get(CHOSEN)
    if chosen is None:
        return min(st.session_state.get(PLACE, 0), len(listing.identities) - 1)
    return listing.identities.index(chosen) if chosen in listing.identities else 0


def choose(listing: Listing, place: int) -> None:
    """Chooses the group at a place, at most the last one."""
    place = max(0, min(place, reach(listing) - 1))
    st.session_state[PLACE] = place
    # What is not asked for yet has no identity: the place says it until then.
    st.session_state[CHOSEN] = listing.identities[place] if place < len(listing.identities) else None


def move(listing: Listing, place: int) -> None:
    """Chooses the group at a place, and it alone. For callbacks."""
    st.session_state[SEVERAL] = ()
    choose(listing, place)


def several(listing: Listing, place: int) -> list[int]:
    """The places of all chosen groups, ascending."""
    further = set(st.session_state.get(SEVERAL) or ())
    return sorted({place, *(at for at, identity in enumerate(listing.identities) if further and identity in further)})


def reach(listing: Listing) -> int:
    """How many groups can be chosen from."""
    return min(listing.total, GREATEST)

"""What the page is about: one flow by its id, the flows of a community id, or everything between two addresses.

All three stand in the one parameter ``flow`` of the address: ``528077631868584``, ``1:9LO0TP5HnEUWLhYR1vusVA0FoJs=``,
``10.0.0.1,192.0.2.5``.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address

from connector import lucene

_FLOW = re.compile(r"\d{1,20}")
_COMMUNITY = re.compile(r"\d{1,2}:[A-Za-z0-9+/]{20,90}={0,2}")
_BETWEEN = re.compile(r"\s*(?:,|→|->|\s)\s*")

PAGE = "../pages/flow.py"
"""As Streamlit wants it: relative to the script that runs first, `ui.frame`."""

EXAMPLES = "528077631868584, 1:9LO0TP5HnEUWLhYR1vusVA0FoJs= or 10.0.0.1,192.0.2.5"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a conversation is known by.

    Attributes:
        flow_id: the number of a flow; ``None`` for the other two.
        community_id: what several sensors call the same flow; "" for the other two.
        pair: two addresses, the left one first; empty for the other two.
    """

    flow_id: int | None = None
    community_id: str = ""
    pair: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The subject as the address of the page has it."""
        if self.pair:
            return ",".join(self.pair)
        return self.community_id or str(self.flow_id)

    @property
    def filter(self) -> str:
        """A filter that matches its events, in both directions."""
        if self.pair:
            return between(*self.pair)
        return lucene.term("community_id", self.community_id) if self.community_id else f"flow_id:{self.flow_id}"


def subject(words: str) -> Subject | None:
    """The subject that the words name; ``None`` when they name none.

    Two addresses may stand apart by a comma, a blank or an arrow.
    """
    bare = words.strip()
    if _FLOW.fullmatch(bare):
        return Subject(flow_id=int(bare))
    # A plus in an address that was typed by hand arrives as a blank, and a community id holds no blank.
    joined = bare.replace(" ", "+")
    if _COMMUNITY.fullmatch(joined) and not _is_address(bare):
        return Subject(community_id=joined)
    ends = [end for end in _BETWEEN.split(bare) if end]
    if len(ends) == 2 and all(map(_is_address, ends)):
        return Subject(pair=tuple(ends))
    return None


def between(one: str, other: str) -> str:
    """A filter for everything that went between two addresses, in both directions."""
    there = lucene.both(lucene.term("src_ip", one), lucene.term("dest_ip", other))
    back = lucene.both(lucene.term("src_ip", other), lucene.term("dest_ip", one))
    return lucene.either(there, back)


def _is_address(words: str) -> bool:
    try:
        return bool(ip_address(words))
    except ValueError:
        return False

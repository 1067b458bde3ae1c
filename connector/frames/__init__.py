"""JSON to tidy frames: the only place with dtypes.

Strings are pandas 3's ``str`` (Arrow behind it): the dtype that a notebook's own frames have, and comparisons with it give plain
boolean masks. Integers are ``Int64`` and never become floats; ``UInt64``, then Python ints in ``object``, hold those beyond.
Floats are ``Float64``, booleans ``boolean``, lists and mixed values ``object``. The time of an event is ``datetime64[us, UTC]``.
"""

from connector.frames.answers import Group, groups_frame, timeline_frame
from connector.frames.documents import SERVERS_OWN, decode, encode, leaf_values, leaves, values_at
from connector.frames.events import FIRST, events_frame
from connector.frames.fields import Field, example_of, fields_frame, fields_of, text_type
from connector.frames.sightings import sightings_frame
from connector.frames.stats import stats_of
from connector.frames.times import parse_timestamps
from connector.frames.values import key_text, pairs_frame, values_frame

__all__ = [
    "FIRST",
    "SERVERS_OWN",
    "Field",
    "Group",
    "decode",
    "encode",
    "events_frame",
    "example_of",
    "fields_frame",
    "fields_of",
    "groups_frame",
    "key_text",
    "leaf_values",
    "leaves",
    "pairs_frame",
    "parse_timestamps",
    "sightings_frame",
    "stats_of",
    "text_type",
    "timeline_frame",
    "values_at",
    "values_frame",
]

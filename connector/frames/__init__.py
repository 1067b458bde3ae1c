"""JSON to tidy frames: the only place with dtypes.

Strings are pandas 3's ``str`` (Arrow behind it): the dtype that a notebook's own frames have, and comparisons with it give plain
boolean masks. Integers are ``Int64`` and never become floats; ``UInt64``, then Python ints in ``object``, hold those beyond.
Floats are ``Float64``, booleans ``boolean``, lists and mixed values ``object``. The time of an event is ``datetime64[us, UTC]``.
"""

from connector.frames.answers import Group, groups_frame, timeline_frame
from connector.frames.documents import SERVERS_OWN, decode, encode, leaves, values_at
from connector.frames.events import FIRST, events_frame
from connector.frames.fields import Field, example_of, field_of, fields_frame, type_name
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
    "field_of",
    "fields_frame",
    "groups_frame",
    "key_text",
    "leaves",
    "pairs_frame",
    "parse_timestamps",
    "stats_of",
    "timeline_frame",
    "type_name",
    "values_at",
    "values_frame",
]

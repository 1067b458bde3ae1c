"""Whether a file holds events at all: asked before it is read, because what it lacks would only show line by line."""

from pathlib import Path

from connector.engine.lines import UnreadableLine, read_line
from connector.engine.stream import NotEvents, Stream
from connector.errors import SourceUnreachable

_LOOKED_AT = 2**20
"""Bytes at the start of a file, decompressed: a thousand lines and more."""


def demand_events(path: Path) -> None:
    """Does nothing when the file begins like an EVE file: one of its first lines is an event with a type.

    Raises:
        SourceUnreachable: it does not, or it cannot be read. The sentence does not name the file: whoever asks knows it.
    """
    try:
        with Stream(path) as stream:
            stream.head()
            begin = stream.read(_LOOKED_AT)
            whole = len(begin) < _LOOKED_AT
    except NotEvents as error:
        raise SourceUnreachable(f"This is no EVE file: {error.strerror}.") from error
    except OSError as error:
        raise SourceUnreachable(f"The file cannot be read: {error.strerror}.") from error
    lines = [line for line in begin.split(b"\n") if line.strip()]
    if not lines:
        raise SourceUnreachable("This is no EVE file: it is empty.")
    if not any(map(_is_event, lines)):
        looked = "it holds no event" if whole else "none of its first lines is an event"
        raise SourceUnreachable(
            f"This is no EVE file: {looked}. Choose the eve.json that Suricata writes, one JSON object a line."
        )


def _is_event(line: bytes) -> bool:
    try:
        return "event_type" in read_line(line).event
    except UnreadableLine:
        return False

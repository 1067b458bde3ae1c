"""What a source answers: frozen values that hold a frame, or a few numbers, and what is true of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import pandas as pd

from connector.errors import SourceError

NoteKind = Literal["partial", "cut", "skipped", "stale", "reading"]
Order = Literal["count", "severity", "last", "first"]
CheckState = Literal["ok", "warning", "failure"]


@dataclass(frozen=True, slots=True)
class Note:
    """One true sentence about what an answer lacks. No note, nothing lacks.

    Attributes:
        kind: partial (a floor), cut (more exist than are shown), skipped (input that could not be read), stale, reading
            (events still being read).
        text: the sentence, plain text.
    """

    kind: NoteKind
    text: str


@dataclass(frozen=True, slots=True)
class Trend:
    """How many events match now, and in the window of equal length just before.

    Attributes:
        count: matches inside the window.
        before: matches in the window before; ``None`` for all time, which has none.
        exact: False when the counts are floors ("at least"), or, where a filter denies a word without a field, ceilings: the
            notes say what they lack.
    """

    count: int
    before: int | None
    exact: bool = True
    notes: tuple[Note, ...] = ()

    def demand_exact(self) -> None:
        """Does nothing when the counts are exact.

        Raises:
            SourceError: they are not; the sentence says why.
        """
        if not self.exact:
            why = " ".join(note.text for note in self.notes)
            raise SourceError(f"The source cannot count exactly, it found {self.count:,}. {why}")


@dataclass(frozen=True, slots=True)
class Events:
    """Events, newest first by millisecond (or oldest first, when asked); equal milliseconds by ``_id`` on files.

    Attributes:
        frame: a row an event; `connector.frames` says which columns and dtypes. ``_id``, ``@timestamp`` and ``@version``, which
            only some sources have, are left out of it.
        raw: the same events whole, one JSON document each, in the same order: byte for byte as written on files,
            as the server gave them elsewhere.
        ids: their ``_id``, in the same order; 16 hex digits on files.
        total: how many events match.
        exact: False when ``total`` is a floor ("at least").
    """

    frame: pd.DataFrame
    raw: tuple[bytes, ...]
    ids: tuple[str, ...]
    total: int
    exact: bool = True
    notes: tuple[Note, ...] = ()

    @property
    def cut(self) -> bool:
        """True when more events match than are here."""
        return self.total > len(self.frame)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Counts over time.

    Attributes:
        frame: ``time`` (datetime64[us, UTC], the first moment of a bucket), ``key`` (string; only when ``by`` was asked; null is
            every event that has none of the shown values) and ``count`` (int64). Dense: every bucket is there for every key, zero
            included; ordered by time, then by key with the most frequent first and null last.
        step: the length of a bucket. Buckets start at the window's start, so the last one may be shorter.
    """

    frame: pd.DataFrame
    step: timedelta
    exact: bool = True
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a field with the number of events that hold each.

    Attributes:
        frame: ``key`` (string, Int64, Float64 or boolean, as the field is; object where it is mixed) and ``count`` (int64); most
            frequent first (rarest first when asked), equal counts by key. A value twice in one event counts once.
        distinct: how many different values exist; ``None`` when the source cannot say.
    """

    frame: pd.DataFrame
    distinct: int | None
    exact: bool = True
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Groups:
    """Events grouped by one to three fields.

    Attributes:
        frame: a column for each field, under its dotted name (string, null = the field is missing), then ``count`` (int64),
            ``first`` and ``last`` (datetime64[us, UTC]), ``severity`` (Int64, the worst, that is least, ``alert.severity``; null
            without one), ``sources`` and ``targets`` (int64, distinct ``src_ip`` and ``dest_ip``) and, when buckets were asked,
            ``trend`` (a list of int64 counts, one a bucket of `Window.step`).
        distinct: how many groups exist; ``None`` when the source cannot say.
    """

    frame: pd.DataFrame
    distinct: int | None
    exact: bool = True
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that occur in events.

    Attributes:
        frame: ``field`` (string, dotted), ``type`` (string: ``string``, ``integer``, ``float``, ``boolean``, ``ip`` or ``date``;
            where events differ several, in this order, parted by ", ", but integers beside floats are floats), ``count`` (int64,
            events that hold the field) and ``example`` (string, the text of a value: of up to 1,000 events the one that most
            of them hold, equal ones by value as in `Values`; of more the one that most of the newest ones hold); by field.
        total: how many events were looked at.
    """

    frame: pd.DataFrame
    total: int
    exact: bool = True
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Who with whom: pairs of the values of two fields.

    Attributes:
        frame: ``source`` and ``target`` (string) and ``count`` (int64, events that hold both); most frequent first, equal counts
            by source, then target. Events that lack one of the fields are not counted.
        distinct: how many pairs exist; ``None`` when the source cannot say.
    """

    frame: pd.DataFrame
    distinct: int | None
    exact: bool = True
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Stats:
    """A field in numbers.

    Attributes:
        count: events that hold the field.
        distinct: different values; ``None`` when the source cannot say.
        least: the least number; ``None`` where the field holds no number. Texts and booleans count above, and nowhere below.
        greatest: the greatest number.
        mean: of the numbers, each as often as events hold it.
        percentiles: for 1, 5, 25, 50, 75, 95 and 99 the number at or below which so many percent of them lie, linear between
            neighbours; empty where the field holds no number.
    """

    count: int
    distinct: int | None
    least: int | float | None = None
    greatest: int | float | None = None
    mean: float | None = None
    percentiles: Mapping[int, float] = field(default_factory=dict)
    exact: bool = True
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the doctor looked at.

    Attributes:
        name: what was looked at, in a few words, such as ``token``.
        state: ok, warning (answers lack something) or failure (no answers).
        text: what was found, one sentence, never a token.
        cure: what to do, one sentence; empty when all is well.
    """

    name: str
    state: CheckState
    text: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Where there is data: the least and the greatest usable time, UTC, and how many events there are.

    Attributes:
        count: all events, with and without a usable time; ``None`` when the source cannot say cheaply.
        untimed: events whose time is missing or unreadable: found by all time only.
    """

    first: datetime | None
    last: datetime | None
    count: int | None = None
    untimed: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the reading of files has come.

    Attributes:
        share: 0 to 1, of the bytes to read; 0 until its end for a stream, whose length nobody knows.
        events: events read so far in this reading.
        seconds_left: an estimate; ``None`` before there is one, and for a stream.
        name: the file being read, its last part only.
        bytes: read so far in this reading, decompressed.
        rate: of them, a second, since the reading began.
    """

    share: float
    events: int
    seconds_left: float | None
    name: str
    bytes: int = 0
    rate: float = 0.0

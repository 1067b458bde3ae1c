"""What a document says of each pin: the question, asked anew, with its counts, times, source and what the answer lacks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pandas as pd

from connector import lucene
from connector.errors import ConnectorError
from connector.query import EVERYTHING, LONGEST, Query
from connector.window import Window
from ui import chips, questions, sources, summary, text, when
from ui.case import verdicts
from ui.case.pin import Pin
from ui.event_headlines import headline
from ui.flow import subject
from ui.listing import decoded
from ui.particulars import aligned, particulars
from ui.selection import Selection
from ui.views import words

ALERT = "event_type:alert"
_BUCKETS, _ROWS = 60, 10
_SEEN = 200


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts, as they were written by whoever wrote them.

    Attributes:
        title: words of ours.
        columns: names, words of ours.
        rows: texts, as many a row as there are columns.
        note: what it lacks; words of ours.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Counts over time.

    Attributes:
        first: the first moment.
        last: the end.
        events: all of them, one a bucket.
        alerts: those among them.
    """

    first: datetime
    last: datetime
    events: tuple[int, ...]
    alerts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A pin, told. All texts may hold what an attacker wrote.

    Attributes:
        pin: what was pinned.
        source: the label of the source.
        window: in words.
        filters: as they were asked.
        counted: one sentence on how many events match now, and matched then; empty for an event.
        asked: when, UTC.
        picture: over time; ``None`` where there is none.
        tables: in order.
        lines: an event's facts; empty for other pins.
        lacking: sentences on what the answers lack, or why there is none.
    """

    pin: Pin
    source: str
    window: str
    filters: tuple[str, ...]
    counted: str
    asked: datetime
    picture: Picture | None = None
    tables: tuple[Table, ...] = ()
    lines: str = ""
    lacking: tuple[str, ...] = ()


def told(pin: Pin) -> Chapter:
    """The chapter of a pin. A source that does not answer makes one that says why."""
    screen, now = pin.screen, datetime.now(UTC)
    name = screen.text("source")
    begun = Chapter(pin, dict(sources.offered()).get(name, name), words.spoken(screen), words.filters(screen), "", now)
    if pin.event:
        event = decoded(pin.event.encode())
        return replace(begun, filters=(), lines=f"{headline(event)}\n\n{aligned(particulars(event))}", counted="")
    try:
        return _sighted(begun, asked(pin)) if pin.indicators else _answered(begun, asked(pin))
    except ConnectorError as error:
        return replace(begun, lacking=(f"The question was not answered. {error}",))


def asked(pin: Pin) -> Selection:
    """The events that a pin is about.

    Raises:
        QueryError: filter or window cannot be read.
    """
    screen, filter = pin.screen, EVERYTHING
    for part in [*map(chips.chip_filter, screen.filters), screen.text("q") or EVERYTHING]:
        lucene.parse(part)
        filter = lucene.both(filter, part)
    if screen.page == "alerts":
        filter = lucene.both(filter, ALERT)
    conversation = subject.subject(screen.text("flow")) if screen.page == "flow" else None
    if conversation:
        filter = lucene.both(filter, conversation.filter)
    source = screen.text("source")
    window = when.resolve(screen.text("window"), source, datetime.now(UTC))
    return Selection(source, Query(filter, window))


def new_signatures(pins: Sequence[Pin]) -> tuple[Table, ...]:
    """For every window of the pins the signatures that the window before did not have, whatever the filters."""
    made: dict[tuple[str, Window], Table] = {}
    for pin in pins:
        try:
            of = asked(pin)
            key = (of.source, of.query.window)
            if not pin.event and key not in made:
                made[key] = _new(Selection(of.source, Query(window=of.query.window)))
        except ConnectorError:
            continue  # its chapter says why
    return tuple(made.values())


def _answered(chapter: Chapter, of: Selection) -> Chapter:
    trend = of.trend()
    least = "" if trend.exact else "at least "
    counted = f"{least}{summary.counted(trend.count, 'event')}"
    pin = chapter.pin
    if pin.count is not None and pin.count != trend.count:
        counted += f"; {'' if pin.exact else 'at least '}{text.number(pin.count)} when it was pinned"
    tables = [table for table in (make(of) for make in TABLES) if table.rows]
    lacking = (*of.notes(), *trend.notes)
    return replace(
        chapter,
        counted=counted,
        picture=_picture(of) if trend.count else None,
        tables=tuple(tables),
        lacking=tuple(dict.fromkeys(note.text for note in lacking)),
    )


def _sighted(chapter: Chapter, of: Selection) -> Chapter:
    """Sightings are of all events of the window that pass the filters; what else is told is of those that hold one."""
    found = of.sightings(chapter.pin.indicators)
    columns = ("Type", "Indicator", "Match", "Seen in", "Events", "Sources", "Targets", "First UTC", "Last UTC")
    rows = tuple(
        (each.indicator.type, each.indicator.value, each.match, ", ".join(each.fields), text.number(each.count),
         text.number(each.sources), text.number(each.targets), _moment(each.first), _moment(each.last))
        for each in found.seen[:_SEEN]
    )  # fmt: skip
    table = Table("Sightings", columns, rows, _cut(len(rows), len(found.seen), found.notes))
    filter = lucene.any_of(*(each.filter for each in found.seen))
    if len(lucene.both(of.query.filter, filter).encode()) > LONGEST:
        return replace(chapter, counted=f"{summary.counted(len(found.seen), 'indicator')} seen", tables=(table,))
    answered = _answered(chapter, of.narrowed(filter))
    return replace(answered, tables=(table, *answered.tables))


def _picture(of: Selection) -> Picture | None:
    counts = of.timeline(buckets=_BUCKETS)
    if counts.frame.empty:
        return None
    alerts = of.narrowed(ALERT).during(summary.covered(counts.frame, counts.step)).timeline(buckets=_BUCKETS)
    first, last = counts.frame["time"].iloc[0].to_pydatetime(), counts.frame["time"].iloc[-1].to_pydatetime() + counts.step
    known = dict(zip(alerts.frame["time"], alerts.frame["count"], strict=True))
    times = counts.frame["time"]
    return Picture(first, last, tuple(counts.frame["count"].tolist()), tuple(int(known.get(time, 0)) for time in times))


def _signatures(of: Selection) -> Table:
    found = of.narrowed(ALERT).groups(("alert.signature", "alert.signature_id"), _ROWS, "severity")
    columns = ("Severity", "Signature", "Id", "Alerts", "Sources", "Targets", "First UTC", "Last UTC")
    rows = tuple(
        (_text(row["severity"]), _text(row["alert.signature"]), _text(row["alert.signature_id"]), text.number(row["count"]),
         text.number(row["sources"]), text.number(row["targets"]), _moment(row["first"]), _moment(row["last"]))
        for _, row in found.frame.iterrows()
    )  # fmt: skip
    return Table("Signatures, worst first", columns, rows, _cut(len(rows), found.distinct, found.notes))


def _pairs(of: Selection) -> Table:
    found = of.pairs(size=_ROWS)
    rows = tuple((_text(row["source"]), _text(row["target"]), text.number(row["count"])) for _, row in found.frame.iterrows())
    return Table("Who with whom", ("Source", "Target", "Events"), rows, _cut(len(rows), found.distinct, found.notes))


def _types(of: Selection) -> Table:
    found = of.values("event_type", _ROWS)
    rows = tuple((_text(row["key"]), text.number(row["count"])) for _, row in found.frame.iterrows())
    return Table("Types", ("Type", "Events"), rows, _cut(len(rows), found.distinct, found.notes))


def _verdicts(of: Selection) -> Table:
    rows, more = verdicts.rows(of.narrowed(ALERT))
    return Table("Verdicts in force", verdicts.COLUMNS, rows, "Only the newest were looked at." if more else "")


TABLES: tuple[Callable[[Selection], Table], ...] = (_signatures, _verdicts, _pairs, _types)
"""What is asked for each pin, in the order of the document."""


def _new(here: Selection) -> Table:
    title = f"New signatures, {when.spoken(here.query.window)}, {dict(sources.offered()).get(here.source, here.source)}"
    columns = ("Severity", "Signature", "Id", "Alerts", "First UTC")
    alerts = here.narrowed(ALERT)
    if questions.before(here, alerts) is None:
        unknown = summary.unknown_before(here.query.window, here.span().first)
        return Table(title, columns, (), f"Not known: {unknown}, so nothing can be compared.")
    found = questions.new_signatures(here, alerts)
    rows = tuple(
        (_text(row["severity"]), _text(row["alert.signature"]), _text(row["alert.signature_id"]), text.number(row["count"]),
         _moment(row["first"]))
        for _, row in found.iterrows()
    )  # fmt: skip
    length = text.span(here.query.window.length or timedelta())
    return Table(title, columns, rows, "" if rows else f"None that was not seen in the {length} before.")


def _cut(shown: int, distinct: int | None, notes: Sequence[object]) -> str:
    said = (
        [] if distinct is not None and distinct <= shown else [f"The first {shown}" + (f" of {distinct:,}." if distinct else ".")]
    )
    return " ".join([*said, *(str(getattr(note, "text", "")) for note in notes)])


def _text(value: object) -> str:
    return "(missing)" if pd.isna(value) else str(value)


def _moment(value: object) -> str:
    return text.moment(pd.Timestamp(value).to_pydatetime()) if isinstance(value, datetime) and not pd.isna(value) else ""

"""What the doctor says of a store: its parts, its events, and the disk that it lies on."""

import os
import shutil
from datetime import UTC, datetime, timedelta

from connector import doctor
from connector.answers import Check, Note
from connector.config import Config
from connector.engine.damage import forgotten, left_out
from connector.engine.store import Store
from connector.query import Query
from connector.source import Source
from connector.sources.eve.amounts import amount, listed, one_line, size
from connector.window import Window

_APART = timedelta(hours=1)
"""What the clock of a sensor may be ahead of ours."""
_PLAUSIBLE = datetime(1980, 1, 1, tzinfo=UTC)
"""Before this there were no captures: clocks that were never set say 1970."""
_END = datetime.max.replace(tzinfo=UTC)
_LEAST_FREE = 10**9


def lacks(held: Store) -> list[Note]:
    """What is true of every answer while files of the store are damaged that it depends on."""
    notes: list[Note] = []
    if missing := left_out(held):
        notes.append(Note("partial", f"Parts of the store are damaged, so events are missing: {listed(missing)}. "
                                     "`evelens store repair` reads them again."))  # fmt: skip
    if name := forgotten(held):
        notes.append(Note("partial", f"{name} of the store is damaged, so events that were dropped may be back: drop them "
                                     f"again with `evelens store drop`, then delete {held.folder / name}."))  # fmt: skip
    return notes


def store(held: Store) -> list[Check]:
    """Whether all parts can be read."""
    segments = held.segments()
    damaged = held.damaged()
    if damaged:
        cure = f"Delete {held.folder} to read all files again."
        text = f"{amount(len(damaged), 'part')} of the store cannot be read, so events may be missing: {listed(damaged)}."
        return [Check("store", "warning" if segments else "failure", text, cure)]
    if not segments:
        cure = "Read the files: open the dashboard, or use the verb ingest."
        return [Check("store", "warning", f"Nothing has been read into {held.folder} yet.", cure)]
    return [Check("store", "ok", f"{amount(len(segments), 'part')}, all readable, in {held.folder}.")]


def span(source: Source) -> list[Check]:
    """Where there are events."""
    held = source.span()
    if not held.count:
        return []
    if held.first is None or held.last is None:
        text, found = f"{amount(held.count, 'event')}, none with a usable time.", []
    else:
        text = f"{amount(held.count, 'event')}, from {doctor.written(held.first)} to {doctor.written(held.last)}."
        found = [Check("span", "ok", text)]
    if held.untimed:
        text = f"{held.untimed:,} of {amount(held.count, 'event')} have no usable time, so that only all time shows them."
        found.append(Check("span", "warning", text, "Choose all time: they come last."))
    return found


def clock(source: Source) -> list[Check]:
    """Times that cannot be."""
    limit = datetime.now(UTC) + _APART
    future = source.trend(Query("*", Window(limit, _END))).count
    past = source.trend(Query("*", Window(datetime.min.replace(tzinfo=UTC), _PLAUSIBLE))).count
    found = []
    if future:
        text = f"{amount(future, 'event')} of the future."
        cure = "Set the clock of the sensor, or of this machine; a window of all time shows them."
        found.append(Check("clock", "warning", text, cure))
    if past:
        text = f"{amount(past, 'event')} from before {_PLAUSIBLE:%Y}."
        cure = "Set the clock of the sensor; a window of all time shows them."
        found.append(Check("clock", "warning", text, cure))
    return found


def sensors(source: Source) -> list[Check]:
    """The newest event of each sensor."""
    frame = source.groups(Query("*"), ("host",), doctor.SENSORS, "last").frame.dropna(subset=["host", "last"])
    return doctor.sensors({one_line(name): moment for name, moment in zip(frame["host"], frame["last"], strict=True)})


def disk(held: Store) -> list[Check]:
    """How much the store takes, and what is left."""
    folder = next(each for each in (held.folder, *held.folder.parents) if each.exists())
    free = shutil.disk_usage(folder).free
    taken = sum(each.stat().st_size for each in os.scandir(held.folder)) if held.folder.is_dir() else 0
    text = f"The store takes {size(taken)}; {size(free)} are free."
    if free >= _LEAST_FREE:
        return [Check("disk", "ok", text)]
    return [Check("disk", "warning", text, "Make room, or let EVELENS_DATA be a folder on another disk.")]


def keeping(held: Store, config: Config) -> list[Check]:
    """How much is kept, and what was dropped."""
    bounds = []
    if config.keep_days is not None:
        bounds.append(f"today and {amount(config.keep_days, 'day')} before it")
    if config.keep_gb is not None:
        bounds.append(f"at most {config.keep_gb:g} GB, whole days")
    text = f"Kept: {' and '.join(bounds) or 'everything'}."
    if held.before:
        text += f" Events before {held.before[:19].replace('T', ' ')}Z were dropped."
    return [Check("keeping", "ok", text)]


def permissions(held: Store) -> list[Check]:
    """Who may read and write the store."""
    if not held.folder.is_dir():
        place = next(each for each in (held.folder, *held.folder.parents) if each.exists())
        if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
            return []
        text = f"There can be no store: {place} is no folder that may be written."
        return [Check("permissions", "failure", text, "Set EVELENS_DATA to a folder of yours.")]
    if not os.access(held.folder, os.R_OK | os.X_OK):
        text = f"The store in {held.folder} cannot be read."
        return [Check("permissions", "failure", text, "Let the user that runs EveLens read and write it.")]
    if held.folder.stat().st_mode & 0o077:
        text = f"Other users of this machine may look into {held.folder}."
        return [Check("permissions", "warning", text, f"Take their rights away: chmod 700 {held.folder}")]
    if not os.access(held.folder, os.W_OK):
        text = f"The store in {held.folder} cannot be written, so nothing new is read."
        return [Check("permissions", "warning", text, "Let the user that runs EveLens write it.")]
    return [Check("permissions", "ok", "Only your user may read the store.")]

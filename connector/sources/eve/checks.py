"""The doctor of EVE files: from the files to what was read of them, and what it lacks."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from connector.answers import Check, CheckState
from connector.config import Config
from connector.engine.files import find_files
from connector.engine.ingest import unread
from connector.engine.store import Store
from connector.errors import ConnectorError
from connector.source import Source
from connector.sources.eve import holdings
from connector.sources.eve.amounts import amount, listed, size


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at.

    Attributes:
        source: the source that is asked.
        paths: its files, folders and globs, absolute; none for a store that is opened by its name.
        store: what was read.
        failure: the sentence with which the last reading failed; empty when it did not.
        trouble: what keeps the files from being followed at this moment; empty when nothing does.
        config: the settings.
    """

    source: Source
    paths: tuple[str, ...]
    store: Store
    failure: str
    trouble: str
    config: Config


_NEEDED = frozenset(("files", "permissions", "store"))
"""What all that follows needs."""


def checks(subject: Subject) -> tuple[Check, ...]:
    """What was looked at, in order. What needs a thing that failed is left out; no failure is raised."""
    found: list[Check] = []
    for name, look in _looks(subject):
        try:
            told = look()
        except (ConnectorError, OSError) as error:
            text = f"{error.filename} cannot be read: {error.strerror}." if isinstance(error, OSError) else str(error)
            told = [Check(name, "failure", text, "Let the user that runs EveLens read it.")]
        found += told
        if name in _NEEDED and any(check.state == "failure" for check in told):
            break
    return tuple(found)


def _looks(subject: Subject) -> Iterator[tuple[str, Callable[[], list[Check]]]]:
    store, source = subject.store, subject.source
    files, missing = find_files(subject.paths)
    yield "files", partial(_files, subject, files, missing)
    yield "permissions", partial(holdings.permissions, store)
    yield "store", partial(holdings.store, store)
    yield "disk", partial(holdings.disk, store)
    yield "keeping", partial(holdings.keeping, store, subject.config)
    yield "reading", partial(_reading, subject, files)
    yield "lines", partial(_lines, store)
    yield "archives", partial(_archives, store)
    yield "replaced", partial(_replaced, store, files)
    yield "span", partial(holdings.span, source)
    yield "clock", partial(holdings.clock, source)
    yield "sensors", partial(holdings.sensors, source)


def _files(subject: Subject, files: Sequence[Path], missing: Sequence[str]) -> list[Check]:
    if not subject.paths and subject.store.folder.exists():
        return [Check("files", "ok", "A store that is opened by its name: it needs no files.")]
    if not subject.paths:
        cure = "Fill it with the verb ingest and its option --store, or check the name."
        return [Check("files", "failure", "There is no store of this name.", cure)]
    if missing and subject.source.name == "demo":
        cure = "Start the dashboard once, or name your own events in EVE_PATH."
        return [Check("files", "failure", "There is no demonstration yet.", cure)]
    state: CheckState = "warning" if files or subject.store.segments() else "failure"
    found = [Check("files", state, sentence, "Check EVE_PATH.") for sentence in missing]
    if files:
        found.append(Check("files", "ok", f"{amount(len(files), 'file')} found: {listed([path.name for path in files])}."))
    return found


def _reading(subject: Subject, files: Sequence[Path]) -> list[Check]:
    """How much of the files has been read."""
    if not files:
        return []
    if (progress := subject.source.progress()) is not None:
        return [Check("reading", "warning", f"The files are being read: {progress.share:.0%} so far.", "Wait until it is done.")]
    if subject.failure:
        cure = "Mend what it names, then read again: reload the page, or use the verb ingest."
        return [Check("reading", "warning", f"The files could not be read to their end: {subject.failure}", cure)]
    if subject.trouble:
        return [Check("reading", "warning", subject.trouble, "Reading goes on by itself once that is mended.")]
    news = unread(files, subject.store)
    if not news:
        return [Check("reading", "ok", "Everything in the files has been read.")]
    left, whole = sum(news.values()), sum(path.stat().st_size for path in files)
    grown = sorted(path.name for path, new in news.items() if new < path.stat().st_size)
    text = f"{size(left)} of {size(whole)}, in {amount(len(news), 'file')}, have not been read yet"
    growing = f"; growing: {listed(grown)}" if grown else ""
    return [Check("reading", "warning", f"{text}{growing}.", "Read them: open the dashboard, or use the verb ingest.")]


def _lines(store: Store) -> list[Check]:
    """What became of the lines."""
    counts = store.counts()
    read, kept, skipped, mended = (
        sum(getattr(each, name) for each in counts.values()) for name in ("read", "kept", "skipped", "mended")
    )
    bad = {path: each.quarantined for path, each in counts.items() if each.quarantined}
    text = f"{amount(read, 'line')} read: {amount(kept, 'event')}, {skipped:,} blank"
    text += f", {mended:,} mended" if mended else ""
    if not bad:
        return [Check("lines", "ok", f"{text}, none that could not be read.")] if read else []
    where = listed([f"{number:,} of {Path(path).name}" for path, number in bad.items()])
    cure = f"Look into {store.quarantine}: it has each of them, with its file, line and reason."
    return [Check("lines", "warning", f"{text}, {sum(bad.values()):,} that could not be read: {where}.", cure)]


def _archives(store: Store) -> list[Check]:
    """Compressed files that broke off."""
    cut = [Path(path).name for path in store.cut_files()]
    if not cut:
        return []
    cure = "Fetch the archive again, whole: what was read of it is not read twice."
    return [Check("archives", "warning", f"Cut off, and read up to the cut: {listed(cut)}.", cure)]


def _replaced(store: Store, files: Sequence[Path]) -> list[Check]:
    """Files that gave way to others under the same path, and lie under no other one that is read."""
    inodes = {path.stat().st_ino for path in files}
    by_path: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for covered in store.ranges():
        by_path[covered.path][covered.identity].add(covered.stat.inode)
    gone = {
        Path(path).name: sum(not held & inodes for held in identities.values())
        for path, identities in by_path.items()
        if len(identities) > 1 and path in set(map(str, files))
    }
    lost = [f"{name} {amount(number, 'time')}" for name, number in gone.items() if number]
    if not lost:
        return []
    cure = "Name the folder in EVE_PATH, so that rotated files are read to their end too."
    text = f"Replaced by another file of the same name: {listed(lost)}. Lines that it got after the last reading are not here."
    return [Check("replaced", "warning", text, cure)]

"""What no endpoint counts, counted from events that were fetched whole."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np

from connector.frames import Group, key_text, leaf_values, parse_timestamps, values_at
from connector.window import Window

Document = Mapping[str, object]


Kept = tuple[bool, object]
"""A value as a key: whether it is a boolean, which Python holds to be equal to 0 or 1, and the value."""


def kept(value: object) -> Kept:
    """The key of a value."""
    return isinstance(value, bool), value


def value_counts(documents: Iterable[Document], path: str) -> Counter[Kept]:
    """How many events hold each value of a field; a value twice in one event counts once."""
    counts: Counter[Kept] = Counter()
    for document in documents:
        counts.update({kept(value) for value in values_at(document, path)})
    return counts


def pair_counts(documents: Iterable[Document], source: str, target: str) -> Counter[tuple[str, str]]:
    """How many events hold each pair of the values of two fields, as texts."""
    counts: Counter[tuple[str, str]] = Counter()
    for document in documents:
        sources = {key_text(value) for value in values_at(document, source)}
        targets = {key_text(value) for value in values_at(document, target)}
        counts.update(product(sources, targets))
    return counts


def distinct(documents: Iterable[dict[str, object]], oldest_first: bool = False) -> list[dict[str, object]]:
    """Each event once, by its ``_id``, in the order of a server: newest (or oldest) first by millisecond."""
    found = [*{document.get("_id", id(document)): document for document in documents}.values()]
    times = parse_timestamps([document.get("timestamp") for document in found]).astype("datetime64[ms]").astype(np.int64)
    order = np.argsort(times if oldest_first else -times, kind="stable")
    return [found[place] for place in order.tolist()]


def text_paths(document: Document) -> set[str]:
    """The fields of an event that hold a text."""
    return {path for path, values in leaf_values(document).items() if any(isinstance(value, str) for value in values)}


def groups(documents: Sequence[Document], fields: Sequence[str], window: Window, step: timedelta | None) -> list[Group]:
    """The groups that the values of the fields make, in no order; a missing field is a group of its own.

    Args:
        documents: the events.
        fields: dotted names.
        window: where the buckets start and end; bounded when there is a step.
        step: the length of a bucket; ``None`` for no counts over time.
    """
    tallies: dict[tuple[str | None, ...], _Tally] = {}
    starts = 0 if step is None else len(list(window.starts(step)))
    times = parse_timestamps([document.get("timestamp") for document in documents]).tolist()
    for document, time in zip(documents, times, strict=True):
        moment = None if time is None else time.replace(tzinfo=UTC)
        texts = [_texts(document, path) for path in fields]
        for keys in product(*texts):
            tally = tallies.setdefault(keys, _Tally([0] * starts))
            tally.add(document, moment)
            if step is not None and moment is not None and window.start is not None:
                tally.trend[min(max((moment - window.start) // step, 0), starts - 1)] += 1
    return [tally.group(keys) for keys, tally in tallies.items()]


def _texts(document: Document, path: str) -> list[str] | list[None]:
    return sorted({key_text(value) for value in values_at(document, path)}) or [None]


@dataclass(slots=True)
class _Tally:
    """A group while it grows."""

    trend: list[int]
    count: int = 0
    first: datetime | None = None
    last: datetime | None = None
    severity: int | None = None
    sources: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)

    def add(self, document: Document, moment: datetime | None) -> None:
        self.count += 1
        if moment is not None:
            self.first = moment if self.first is None else min(self.first, moment)
            self.last = moment if self.last is None else max(self.last, moment)
        for severity in values_at(document, "alert.severity"):
            if isinstance(severity, int):
                self.severity = severity if self.severity is None else min(self.severity, severity)
        self.sources.update(map(key_text, values_at(document, "src_ip")))
        self.targets.update(map(key_text, values_at(document, "dest_ip")))

    def group(self, keys: tuple[str | None, ...]) -> Group:
        return Group(
            keys, self.count, self.first, self.last, self.severity, len(self.sources), len(self.targets), tuple(self.trend)
        )

"""What no endpoint counts, counted from events that were fetched whole."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

from connector.frames import Group, key_text, parse_timestamps, values_at
from connector.window import Window

Document = Mapping[str, object]


def value_counts(documents: Iterable[Document], path: str) -> Counter[object]:
    """How many events hold each value of a field; a value twice in one event counts once."""
    counts: Counter[object] = Counter()
    for document in documents:
        counts.update(set(values_at(document, path)))
    return counts


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

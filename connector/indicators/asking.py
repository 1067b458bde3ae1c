"""Indicators in the events of any source, asked in questions that every source answers.

First which values the fields have; where there are too many of them to be listed, whether any event holds one of a batch of
indicators, and which half of it. Then the events of each indicator that was seen are counted.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar
from urllib.parse import quote_plus

from connector import lucene
from connector.answers import Note, Progress
from connector.http import AT_ONCE
from connector.indicators.indicator import FIELDS, HOST, PATH, Indicator
from connector.indicators.matching import Sought, Urls, looked_for
from connector.indicators.sighting import Sighting, Sightings, matched, ordered
from connector.lucene.write import escaped
from connector.query import Query
from connector.source import Source

Batch = tuple[str, tuple[int, ...]]
"""A field and the numbers of indicators."""

A = TypeVar("A", str, Batch)
T = TypeVar("T")

LISTED = 10_000
"""Values of a field that a server lists, and events that it hands out at once."""

MOST_BATCHES, MOST_COUNTED = 1_000, 1_000
"""Batches that are asked for, and indicators whose events are counted: a server shall not be kept busy for an hour."""

_LONGEST = 2_400
"""Bytes of a batch's filter in a request: the rest of its line holds the window and the page's own filter."""


def sightings(
    source: Source,
    query: Query,
    indicators: Sequence[Indicator],
    on_progress: Callable[[Progress], None] | None = None,
    listed: int = LISTED,
) -> Sightings:
    """What the events hold of the indicators, no one twice.

    Args:
        source: who is asked.
        query: window and filter; its limit plays no part.
        indicators: what is looked for.
        on_progress: called between the questions; ``name`` is the field that was looked at last, ``events`` how many of the
            indicators were seen so far.
        listed: how many values of a field are listed.
    """
    asking = _Asking(source, replace(query, limit=LISTED), indicators, on_progress or (lambda progress: None), listed)
    asking.list_values()
    asking.halve()
    return asking.count()


@dataclass
class _Asking:
    """A question while it is asked."""

    source: Source
    query: Query
    indicators: Sequence[Indicator]
    tell: Callable[[Progress], None]
    listed: int
    held: dict[int, dict[str, set[bool]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    unlisted: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def list_values(self) -> None:
        """Matches the values of every field that has not too many of them."""
        fields, urls = looked_for(self.indicators), Urls(self.indicators)
        calls = [partial(self.source.values, self.query, name, self.listed) for name in fields]
        for name, values in self._asked(calls, fields):
            if values.exact and values.distinct is not None and values.distinct <= len(values.frame):
                sought = Sought(name, self.indicators)
                for text in values.frame["key"].to_list():
                    for number, below in sought.find(text) if isinstance(text, str) else ():
                        self.held[number][name].add(below)
            else:
                self.unlisted.append(name)
        if not urls.hosts:
            return
        pairs = self.source.pairs(self.query, HOST, PATH, self.listed)
        if not pairs.exact or pairs.distinct is None or pairs.distinct > len(pairs.frame):
            self.unlisted.append(PATH)
            return
        for host, path in zip(pairs.frame["source"], pairs.frame["target"], strict=True):
            for number in urls.find(host, path):
                self.held[number][PATH].add(False)

    def halve(self) -> None:
        """Asks for batches of indicators in the other fields, and for the halves of those that some event holds."""
        waiting, asked = [batch for name in self.unlisted for batch in self._batches(name)], 0
        while waiting and asked < MOST_BATCHES:
            now, waiting = waiting[: MOST_BATCHES - asked], waiting[MOST_BATCHES - asked :]
            asked += len(now)
            calls = [partial(self._holds, self._filter(batch)) for batch in now]
            halves: list[Batch] = []
            for batch, holds in self._asked(calls, now):
                if holds and len(batch[1]) > 1:
                    middle = len(batch[1]) // 2
                    halves += [(batch[0], batch[1][:middle]), (batch[0], batch[1][middle:])]
                elif holds:
                    self._add(batch)
            waiting = halves + waiting
        for name in dict.fromkeys(name for name, _ in waiting):
            left = sum(len(numbers) for each, numbers in waiting if each == name)
            self.notes.append(Note("partial", f"{left:,} indicators were not looked for in {name}, which has too many values: "
                                              "narrow the window, or shorten the list."))  # fmt: skip

    def count(self) -> Sightings:
        """Counts the events of each indicator that was seen."""
        found = sorted(self.held)
        if len(found) > MOST_COUNTED:
            self.notes.append(Note("cut", f"{len(found):,} indicators were seen, and the first {MOST_COUNTED:,} of them counted: "
                                          "narrow the window, or shorten the list."))  # fmt: skip
        counted = found[:MOST_COUNTED]
        calls = [partial(self._sighting, number) for number in counted]
        answers = [answer for _, answer in self._asked(calls, ["counting"] * len(calls))]
        if short := sum(not whole for _, whole in answers):
            self.notes.append(Note("partial", f"Sources and targets of {short:,} of the indicators are those of the newest "
                                              f"{LISTED:,} events of each."))  # fmt: skip
        seen = ordered([sighting for sighting, _ in answers if sighting.count])
        return Sightings(seen, len(self.indicators), not self.notes, tuple(self.notes))

    def _sighting(self, number: int) -> tuple[Sighting, bool]:
        """A sighting, and whether its sources and targets are all that there are."""
        indicator, held = self.indicators[number], self.held[number]
        fields = tuple(name for name in FIELDS[indicator.type] if name in held)
        asked = self.query.narrowed(indicator.filter(fields))
        groups = self.source.groups(asked, ("src_ip", "dest_ip"), LISTED)
        frame, times = groups.frame, groups.frame["first"].dropna()
        whole = groups.exact and groups.distinct is not None and groups.distinct <= len(frame)
        count, first = int(frame["count"].sum()), times.min() if len(times) else None
        if not whole:
            trend, oldest = self.source.trend(asked), self.source.events(replace(asked, limit=1), ("timestamp",), True)
            count, first = trend.count, next(iter(oldest.frame["timestamp"].dropna()), first)
            self.notes += [note for note in trend.notes if note not in self.notes]
        last = frame["last"].dropna().max() if len(times) else None
        flags = set().union(*held.values())
        return Sighting(
            indicator,
            matched(False in flags, True in flags),
            fields,
            count,
            None if first is None else first.to_pydatetime(),
            None if last is None else last.to_pydatetime(),
            int(frame["src_ip"].nunique()),
            int(frame["dest_ip"].nunique()),
        ), whole

    def _add(self, batch: Batch) -> None:
        name, (number,) = batch
        indicator = self.indicators[number]
        if indicator.type != "domain":
            self.held[number][name].add(False)
            return
        forms = f"{escaped(name)}:{escaped(indicator.value)}", f"{escaped(name)}:*.{escaped(indicator.value)}"
        for below, form in enumerate(forms):
            if self._holds(form):
                self.held[number][name].add(bool(below))

    def _batches(self, name: str) -> Iterator[Batch]:
        numbers: list[int] = []
        length = 0
        for number, indicator in enumerate(self.indicators):
            if name not in FIELDS[indicator.type]:
                continue
            more = len(quote_plus(indicator.clause(name))) + len(" OR ")
            if numbers and length + more > _LONGEST:
                yield name, tuple(numbers)
                numbers, length = [], 0
            numbers.append(number)
            length += more
        if numbers:
            yield name, tuple(numbers)

    def _filter(self, batch: Batch) -> str:
        name, numbers = batch
        return lucene.any_of(*(self.indicators[number].clause(name) for number in numbers))

    def _holds(self, filter: str) -> bool:
        answer = self.source.events(replace(self.query.narrowed(filter), limit=1), ("timestamp",))
        if not answer.total and not answer.exact:  # no event may only mean that none was looked at
            self.notes += [note for note in answer.notes if note not in self.notes]
        return answer.total > 0

    def _asked(self, calls: Sequence[Callable[[], T]], about: Sequence[A]) -> Iterator[tuple[A, T]]:
        """Each answer with what it is about; at most `AT_ONCE` questions under way, and progress told between them."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for start in range(0, len(calls), AT_ONCE):
                futures = [pool.submit(copy_context().run, call) for call in calls[start : start + AT_ONCE]]
                names = about[start : start + AT_ONCE]
                yield from zip(names, [future.result() for future in futures], strict=True)
                last = names[-1] if isinstance(names[-1], str) else names[-1][0]
                self.tell(Progress(min((start + AT_ONCE) / len(calls), 1.0), len(self.held), None, last))

"""What questions ask for: words, values and fields that events really hold, none of them twice."""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

Leaf = str | int | float | bool

_PLAIN = re.compile(r"[A-Za-z][A-Za-z_-]{2,30}(\.[A-Za-z_-]+)*")
_OPERATORS = frozenset(("AND", "OR", "NOT", "TO", "true", "false"))
_TIMES = ("timestamp", "flow.start", "flow.end", "tls.notbefore", "tls.notafter")
_EACH = 3
"""So many values of one field are asked for: otherwise most would be ports."""


@dataclass(frozen=True, slots=True)
class Material:
    """What a sample of events holds, in no order.

    Attributes:
        fields: dotted fields, no container.
        terms: fields with a value of theirs; times are left out.
        numbers: fields with a number of theirs.
        words: words of letters, as they stand in texts.
        pieces: fields with three characters from the middle of a text of theirs.
        flows: values of ``flow_id``.
    """

    fields: tuple[str, ...]
    terms: tuple[tuple[str, Leaf], ...]
    numbers: tuple[tuple[str, float], ...]
    words: tuple[str, ...]
    pieces: tuple[tuple[str, str], ...]
    flows: tuple[int, ...]


def material(events: Iterable[dict[str, Any]], seed: int) -> Material:
    """Takes apart a sample; the same seed gives the same order."""
    found = [(path, value) for event in events for path, value in leaves(event) if _worth_asking(path)]
    terms = _few((path, value) for path, value in found if path not in _TIMES and value != "")
    texts = [(path, value) for path, value in terms if isinstance(value, str)]
    return Material(
        _shuffled((path for path, _ in found), seed),
        _shuffled(terms, seed),
        _shuffled(
            ((path, value) for path, value in terms if isinstance(value, int | float) and not isinstance(value, bool)), seed
        ),
        _shuffled((word for _, text in texts for word in text.split() if is_plain(word)), seed),
        _shuffled(((path, text[2:5]) for path, text in texts if len(text) > 7 and text[2:5].isalnum()), seed),
        _shuffled((value for path, value in found if path == "flow_id"), seed),
    )


def leaves(event: Any, path: str = "") -> Iterator[tuple[str, Leaf]]:
    """Every value of an event under its dotted field; the values of arrays under the array's."""
    match event:
        case dict():
            for name, inner in event.items():
                yield from leaves(inner, f"{path}.{name}" if path else name)
        case list():
            for inner in event:
                yield from leaves(inner, path)
        case None:
            return
        case _:
            yield path, event


def is_plain(word: str) -> bool:
    """Whether a word is nothing but a word: no number, no address, no date, nothing that Lucene reads as something else."""
    return bool(_PLAIN.fullmatch(word)) and word not in _OPERATORS


def _worth_asking(path: str) -> bool:
    """Most fields are counters of ``stats``, in hardly any event: one of ten is asked for, or all would look cheap."""
    return not path.startswith("stats.") or crc32(path.encode()) % 10 == 0


def _few(found: Iterable[tuple[str, Leaf]]) -> list[tuple[str, Leaf]]:
    counts: Counter[str] = Counter()
    kept = []
    for path, value in dict.fromkeys(found):
        counts[path] += 1
        if counts[path] <= _EACH:
            kept.append((path, value))
    return kept


def _shuffled(things: Iterable[Any], seed: int) -> tuple[Any, ...]:
    distinct = list(dict.fromkeys(things))
    random.Random(seed).shuffle(distinct)
    return tuple(distinct)

"""The counters of a ``stats`` event in full: hundreds of fields, most of them hardly ever counting, as on a real sensor."""

from pathlib import Path
from typing import Any

_EACH = "PROTOCOL"


def _paths() -> list[tuple[str, ...]]:
    """Where every counter lies, as `counters.txt` says."""
    lines = Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()
    places = [(place, names.split()) for place, names in (line.split(": ") for line in lines if not line.startswith("#"))]
    (_, protocols), *rest = places
    written = [f"{place}.{name}" for place, names in rest for name in names]
    whole = [path.replace(_EACH, each) for path in written for each in (protocols if _EACH in path else ("",))]
    return [tuple(path.split(".")) for path in whole]


_COUNTERS = _paths()


def in_full(stats: dict[str, Any]) -> dict[str, Any]:
    """The object with every counter that Suricata knows; those that are there keep their values, and nothing given is changed.

    What a counter says follows from its place and the number of packets: some grow, most stay at zero.
    """
    packets = int(stats["decoder"]["pkts"])
    full: dict[str, Any] = {}
    for number, (*places, name) in enumerate(_COUNTERS):
        inner = full
        for place in places:
            inner = inner.setdefault(place, {})
        inner[name] = packets // (9_973 * (number + 1)) if number % 5 == 0 else 0
    return _over(full, stats)


def _over(full: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    joined = dict(full)
    for name, value in given.items():
        there = joined.get(name)
        joined[name] = _over(there, value) if isinstance(there, dict) and isinstance(value, dict) else value
    return joined

"""Amounts and names in sentences."""

from collections.abc import Sequence

_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_SHOWN = 5
_LONGEST = 100


def amount(number: int, word: str) -> str:
    """``1 line``, ``1,200 lines``."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def size(number: float) -> str:
    """``512 B``, ``1.2 GB``: powers of 1,000."""
    place = 0
    while number >= 1_000 and place < len(_UNITS) - 1:
        number, place = number / 1_000, place + 1
    return f"{number:.1f} {_UNITS[place]}" if place else f"{number:.0f} {_UNITS[place]}"


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    shown = ", ".join(map(one_line, names[:_SHOWN]))
    return f"{shown} and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else shown


def one_line(name: str) -> str:
    """A name from a file, fit for a sentence: nothing that a terminal obeys, and not long."""
    cleaned = "".join(letter if letter.isprintable() else " " for letter in name)
    return cleaned if len(cleaned) <= _LONGEST else f"{cleaned[: _LONGEST - 1]}…"

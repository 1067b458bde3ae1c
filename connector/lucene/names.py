"""Names of fields: the one that was meant by a name which no event has."""

from collections.abc import Collection
from difflib import get_close_matches

from connector.lucene.fields import KEYWORDS, base, sides
from connector.lucene.tree import ANY

OWN = frozenset(("_id", "_index", "@timestamp", "@version", "timestamp"))
"""What shippers and servers add: no list of an event's fields holds them all."""


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known field that an unknown name was probably meant to be, with its ``.keyword`` if the name had one.

    In this order: the same letters in another case; a name that ends with this one, the shortest first; a name with a slip of the
    keyboard. ``None`` when the name is known, stands for an object or for several names, or when nothing is near.
    """
    plain = base(name)
    if not known or ANY in name or plain in OWN or sides(name) or plain in known:
        return None
    if any(field.startswith(plain + ".") for field in known):
        return None
    suffix = name.removeprefix(plain) if name.endswith(KEYWORDS) else ""
    found = _same_letters(plain, known) or _longer(plain, known) or _slip(plain, known)
    return found + suffix if found else None


def _same_letters(name: str, known: Collection[str]) -> str:
    return min((field for field in known if field.lower() == name.lower()), default="")


def _longer(name: str, known: Collection[str]) -> str:
    end = f".{name.lower()}"
    return min((field for field in known if field.lower().endswith(end)), key=lambda field: (len(field), field), default="")


def _slip(name: str, known: Collection[str]) -> str:
    ends = {field.rpartition(".")[2]: field for field in sorted(known, reverse=True)}
    near = get_close_matches(name, known, 1, 0.8)
    return near[0] if near else next((ends[end] for end in get_close_matches(name, ends, 1, 0.85)), "")

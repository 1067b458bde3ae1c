"""The filter box's chips: from what a person types to Lucene."""

import ipaddress
import re
from collections.abc import Sequence

from connector import lucene
from ui import clauses

SUSPENDED = "~"
"""What stands before a chip that is kept in the box, but filters nothing."""

_FIELD = re.compile(r"(?:NOT\s+|[!+]\s*)?[A-Za-z_@](?:[\w.@-]|\\.)*:(?!//)\S")
_GROUP = re.compile(r"(?:NOT\s+|[!+]\s*)?\(")
_QUOTED = re.compile(r'"[^"]+"')
_MAC = re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}")


def is_word(chip: str) -> bool:
    """Whether the chip is a plain word, which means "contains, anywhere", and not Lucene.

    ``field:value`` is Lucene, and so are ``NOT field:value`` and ``"words in a row"``; ``http://…``, IPv6 and MAC addresses
    hold colons too, and are words.
    """
    bare = said(chip)
    if _MAC.fullmatch(bare) or _is_address(bare):
        return True
    return not _FIELD.match(bare) and not _QUOTED.fullmatch(bare) and not _GROUP.match(bare)


def chip_filter(chip: str) -> str:
    """The chip as Lucene: a leading ``-`` negates, a plain word means that some text of the event contains it.

    A chip that is suspended, or holds nothing, is ``*``: every event.
    """
    bare = said(chip)
    if not bare or is_suspended(chip):
        return "*"
    clause = lucene.contains(bare) if is_word(bare) else bare
    return lucene.negated(clause) if is_negated(chip) else clause


def said(chip: str) -> str:
    """What a chip says, without the marks before it."""
    return chip.strip().removeprefix(SUSPENDED).strip().removeprefix("-").strip()


def is_negated(chip: str) -> bool:
    """Whether the chip leaves out the events that match."""
    return chip.strip().removeprefix(SUSPENDED).strip().startswith("-")


def is_suspended(chip: str) -> bool:
    """Whether the chip waits in the box without filtering."""
    return chip.strip().startswith(SUSPENDED)


def written(words: str, negated: bool = False, suspended: bool = False) -> str:
    """The chip that says these words, with the marks for what it does."""
    return f"{SUSPENDED if suspended else ''}{'-' if negated else ''}{words}"


def live(box: Sequence[str]) -> list[str]:
    """The chips that filter, in order."""
    return [chip for chip in box if not is_suspended(chip) and said(chip)]


def added(box: Sequence[str], chip: str) -> list[str]:
    """The box with one more chip, once: it takes the place of the same one that is suspended, or of its opposite."""
    if chip in box:
        return list(box)
    same = [place for place, each in enumerate(box) if said(each) == said(chip)]
    if same:
        return [chip if place == same[-1] else each for place, each in enumerate(box)]
    return [*box, chip]


def widened(box: Sequence[str], field: str, clause: str) -> list[str]:
    """The box with its newest chip of this field widened by one more value; the clause added where there is none."""
    for place in reversed(range(len(box))):
        if not is_word(box[place]) and not is_suspended(box[place]) and clauses.is_about(box[place], field):
            return [*box[:place], clauses.either(box[place].strip(), clause), *box[place + 1 :]]
    return added(box, clause)


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False

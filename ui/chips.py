"""The filter box's chips: from what a person types to Lucene."""

import ipaddress
import re

from connector import lucene

_FIELD = re.compile(r"(?:NOT\s+|[!+]\s*)?[A-Za-z_@](?:[\w.@-]|\\.)*:(?!//)\S")
_GROUP = re.compile(r"(?:NOT\s+|[!+]\s*)?\(")
_QUOTED = re.compile(r'"[^"]+"')
_MAC = re.compile(r"[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}")


def is_word(chip: str) -> bool:
    """Whether the chip is a plain word, which means "contains, anywhere", and not Lucene.

    ``field:value`` is Lucene, and so are ``NOT field:value`` and ``"words in a row"``; ``http://…``, IPv6 and MAC addresses
    hold colons too, and are words.
    """
    bare = chip.strip().removeprefix("-").strip()
    if _MAC.fullmatch(bare) or _is_address(bare):
        return True
    return not _FIELD.match(bare) and not _QUOTED.fullmatch(bare) and not _GROUP.match(bare)


def chip_filter(chip: str) -> str:
    """The chip as Lucene: a leading ``-`` negates, a plain word means that some text of the event contains it."""
    bare = chip.strip()
    negated = bare.startswith("-")
    bare = bare.removeprefix("-").strip()
    if not bare:
        return "*"
    clause = lucene.contains(bare) if is_word(bare) else bare
    return lucene.negated(clause) if negated else clause


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False

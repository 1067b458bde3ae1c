"""Clauses that find nothing, or everything, on the type of their field: what each means, and the clause that was meant."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from connector.errors import QuerySyntaxError
from connector.lucene.addresses import network, number
from connector.lucene.fields import ADDRESSES, DATES, EITHER, KEYWORDS, base, is_keyword
from connector.lucene.names import OWN, nearest
from connector.lucene.parser import parse
from connector.lucene.slips import Slip
from connector.lucene.spelling import text
from connector.lucene.tree import (
    ANY,
    Asked,
    Fuzzy,
    Level,
    Network,
    Node,
    Phrase,
    Prefix,
    Range,
    Regex,
    Sign,
    Wildcard,
    Word,
    leaves_first,
)
from connector.lucene.words import lowered, parted, words
from connector.lucene.write import escaped, quote

_MOST = 8
"""Whole words in one filter that are offered inside longer ones, and names of fields that are looked for."""

_MANY = 1_024
"""Fields that a server searches at once."""

_EVERYWHERE = ("alert.signature", "http.hostname", "http.url", "http.http_user_agent", "dns.rrname", "dns.queries.rrname",
               "tls.sni", "fileinfo.filename", "payload_printable")  # fmt: skip
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_BOUNDS = re.compile(r"[\[{].+ TO .+[\]}]|[<>]=?[^\s=<>]\S*")
_TWO_BOUNDS = re.compile(r"(\S+) (<=?\S+)")
_OCTETS = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){0,2})\.")
_PAIRS = ("''", "“”", "„“", "‘’", "«»")
_TRUE, _FALSE = frozenset(("true", "t", "yes", "y", "on", "1")), frozenset(("false", "f", "no", "n", "off", "0"))


@dataclass(frozen=True, slots=True)
class Known:
    """The fields that occur, with their types; blank types where those are not known."""

    types: Mapping[str, str]

    def kind(self, field: str) -> str:
        """``ip``, ``date`` or what is known of the field; blank when nothing is."""
        name = base(field)
        if name in (EITHER, *ADDRESSES):
            return "ip"
        return "date" if name in DATES else self.types.get(name, "")


def mended(tree: Node, known: Known) -> Iterator[Slip]:
    """What is hardly meant, in a sentence, and the filter with the clause that was meant instead."""
    asked = [node for node in leaves_first(tree) if isinstance(node, Asked)]
    for find in _KINDS:
        found = {id(node): slip for node in asked if (slip := find(node, known))}
        if found:
            sentence, _ = next(iter(found.values()))
            yield sentence, text(tree, {node: clause for node, (_, clause) in found.items()}, own=True)
    yield from _unknown(tree, asked, known)


def _named(field: str, rest: str) -> str:
    return rest if field == ANY else f"{escaped(field)}:{rest}"


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."


def _list(node: Asked, known: Known) -> Slip | None:
    """``dest_port:(80 443)``: one text, which no number is."""
    if not isinstance(node, Word) or node.count < 2 or node.field == ANY:
        return None
    parts = node.text.split(" ")
    kind = known.kind(node.field)
    whole = is_keyword(node.field) or (kind and "string" not in kind) or all(map(_NUMBER.fullmatch, parts))
    if not whole or len(parts) != node.count:
        return None
    sentence = f"{node.field} is asked for one value, {_shown(node.text)}: a list of values needs OR between them."
    return sentence, _named(node.field, f"({' OR '.join(map(escaped, parts))})")


def _two_bounds(node: Asked, known: Known) -> Slip | None:
    """``(>=80 <=443)``: one bound, which is no number."""
    found = _TWO_BOUNDS.fullmatch(node.low) if isinstance(node, Range) and node.low is not None and node.high is None else None
    if not found or not isinstance(node, Range):
        return None
    sign = ">=" if node.low_inside else ">"
    return "Two bounds with a blank between them are read as one: put AND there.", _named(
        node.field, f"({sign}{escaped(found[1])} AND {found[2]})"
    )


def _spelled_address(node: Asked, known: Known) -> Slip | None:
    """``src_ip:10.*``: an address is no text."""
    if known.kind(node.field) != "ip" or is_keyword(node.field) or not isinstance(node, Prefix | Wildcard | Regex):
        return None
    octets = _OCTETS.fullmatch(node.text) if isinstance(node, Prefix) else None
    if octets:
        parts = octets[1].split(".")
        asked = f"{'.'.join(parts + ['0'] * (4 - len(parts)))}/{8 * len(parts)}"
        if network(asked):
            clause = text(Network(node.field, asked), own=True)
            return "A server finds no address by a part of its text: ask for the network.", clause
    return "A server finds no address by a part of its text: .keyword holds the text.", text(
        replace(node, field=node.field + KEYWORDS[0]), own=True
    )


def _quoted_range(node: Asked, known: Known) -> Slip | None:
    """``f:"[1 TO 5]"``: a text."""
    if not isinstance(node, Phrase) or not _BOUNDS.fullmatch(node.text):
        return None
    meant = _named(node.field, node.text)
    try:
        is_range = isinstance(parse(meant), Range)
    except QuerySyntaxError:
        return None
    return (f"In quotes {_shown(node.text)} is a text: a range has none around it.", meant) if is_range else None


def _quoted_pattern(node: Asked, known: Known) -> Slip | None:
    """``f:"x*"``: the star is a letter."""
    if not isinstance(node, Phrase) or known.kind(node.field) not in ("", "string", "ip") or not words(node.text):
        return None
    # A question mark is a letter of many addresses and sentences; a star is hardly ever one.
    if "*" not in node.text:
        return None
    pattern = "".join(letter if letter in "*?" else escaped(letter) for letter in node.text)
    several = len(parted(node.text)) > 1
    if several and node.field == ANY:
        return None
    whole = (several or known.kind(node.field) == "ip") and not is_keyword(node.field)
    return f"In quotes the * of {_shown(node.text)} is a letter: a pattern has none around it.", _named(
        node.field + KEYWORDS[0] if whole else node.field, pattern
    )


def _odd_quotes(node: Asked, known: Known) -> Slip | None:
    """``f:'x'``: letters."""
    inner = node.text[1:-1] if isinstance(node, Word) and len(node.text) > 2 else ""
    if not isinstance(node, Word) or not inner or node.text[0] + node.text[-1] not in _PAIRS:
        return None
    return f'The quotes of {_shown(node.text)} are letters: those of a text are ".', _named(node.field, quote(inner))


def _spelled_flag(node: Asked, known: Known) -> Slip | None:
    """``flow.alerted:yes``: neither true nor false."""
    if not isinstance(node, Word | Phrase) or known.kind(node.field) != "boolean" or node.text in ("true", "false"):
        return None
    flag = "true" if node.text.lower() in _TRUE else "false" if node.text.lower() in _FALSE else ""
    return (f"{node.field} is true or false, and never {_shown(node.text)}.", _named(node.field, flag)) if flag else None


def _everywhere(node: Asked, known: Known) -> Slip | None:
    """A bare word, where there are more fields than a server searches."""
    if node.field != ANY or len(known.types) <= _MANY or not isinstance(node, Word | Phrase | Prefix | Wildcard | Regex | Fuzzy):
        return None
    sentence = f"Without a field a server searches at most {_MANY:,} of them, and here are {len(known.types):,}: name the field."
    if isinstance(node, Word | Phrase) and number(node.text) is not None:
        return sentence, _named(EITHER, quote(node.text))
    names = [name for name in _EVERYWHERE if name in known.types]
    return (sentence, f"({' OR '.join(text(replace(node, field=name)) for name in names)})") if names else None


def _unknown(tree: Node, asked: list[Asked], known: Known) -> Iterator[Slip]:
    for name in islice(dict.fromkeys(node.field for node in asked), _MOST):
        meant = nearest(name, known.types)
        if meant is None:
            continue
        instead = {id(node): text(replace(node, field=meant), own=True) for node in asked if node.field == name}
        yield f"No event has a field {_shown(name)}; there is {meant}.", text(tree, instead, own=True)


def longer_words(tree: Node, known: Known) -> Iterator[Slip]:
    """``http.http_user_agent:curl`` means the whole word: ``curl/8.1`` is another one.

    Words of one field only, not those of negated clauses; none at all for a filter of more than eight such words.
    """
    denied = {id(clause.node) for node in leaves_first(tree) if isinstance(node, Level)
              for clause in node.clauses if clause.sign is Sign.NOT}  # fmt: skip
    whole = [node for node in leaves_first(tree)
             if isinstance(node, Word | Phrase) and id(node) not in denied and _is_word(node, known)]  # fmt: skip
    for node in whole if len(whole) <= _MOST else ():
        if nearest(node.field, known.types):
            continue
        inside = f"{escaped(node.field)}:*{escaped(node.text)}*"
        yield (
            f"{node.field} is asked for the whole word {_shown(node.text)}: longer ones that hold it are others.",
            text(tree, {id(node): inside}, own=True),
        )


def _is_word(node: Word | Phrase, known: Known) -> bool:
    if node.field in (ANY, *OWN) or known.kind(node.field) not in ("", "string"):
        return False
    if _NUMBER.fullmatch(node.text) or not any(map(str.isalnum, node.text)) or any(find(node, known) for find in _KINDS):
        return False
    return words(node.text) == [lowered(node.text)]


_KINDS: tuple[Callable[[Asked, Known], Slip | None], ...] = (
    _list, _two_bounds, _spelled_address, _quoted_range, _quoted_pattern, _odd_quotes, _spelled_flag, _everywhere,
)  # fmt: skip

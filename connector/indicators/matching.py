"""Which indicators a value of a field holds: look-ups in sets, however many indicators there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from connector.indicators.indicator import FIELDS, HOST, PATH, Indicator
from connector.lucene.addresses import network, number
from connector.lucene.fields import ADDRESSES
from connector.lucene.words import words

Hit = tuple[int, bool]
"""The number of an indicator, and whether the value holds a name below it instead of itself."""


class Sought:
    """What is looked for in one field.

    Args:
        field: a field of `FIELDS`, other than `PATH`: see `Urls`.
        indicators: all of the list; those that are not looked for in this field play no part.
    """

    def __init__(self, field: str, indicators: Sequence[Indicator]) -> None:
        self._words: dict[str, list[int]] = defaultdict(list)
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._domains: dict[str, int] = {}
        self._networks: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._addresses = field in ADDRESSES
        for place, each in enumerate(indicators):
            if field not in FIELDS[each.type]:
                continue
            if self._addresses:
                self._add_network(place, each.value)
            elif each.type == "domain":
                self._domains[each.value] = place
            else:
                for form in each.words(field):
                    (self._whole if each.type == "url" else self._words)[form].append(place)

    def __bool__(self) -> bool:
        return bool(self._words or self._whole or self._domains or self._networks)

    def find(self, text: str) -> list[Hit]:
        """The indicators that a value of the field holds; in any order, one perhaps twice."""
        if self._addresses:
            return self._in_networks(text)
        found = [(place, False) for place in self._whole.get(text, ())]
        if not (self._words or self._domains):
            return found
        for word in words(text):
            found += [(place, False) for place in self._words.get(word, ())]
            if self._domains:
                found += self._names(word)
        return found

    def _names(self, word: str) -> Iterable[Hit]:
        name, below = word, False
        while name:
            place = self._domains.get(name)
            if place is not None:
                yield place, below
            name, below = name.partition(".")[2], True

    def _add_network(self, place: int, value: str) -> None:
        span = network(value if "/" in value else f"{value}/{128 if ':' in value else 32}")
        if span is not None:
            bits = (span[1] - span[0]).bit_length()
            self._networks[bits][span[0] >> bits].append(place)

    def _in_networks(self, text: str) -> list[Hit]:
        address = number(text)
        if address is None:
            return []
        return [(place, False) for bits, known in self._networks.items() for place in known.get(address >> bits, ())]


class Urls:
    """The URLs of a list, which stand in two fields of an event.

    Attributes:
        paths: for each value of `PATH` the hosts, small letters, with the numbers of their indicators.
        hosts: all the hosts.
    """

    def __init__(self, indicators: Sequence[Indicator]) -> None:
        found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place, each in enumerate(indicators):
            if each.type == "url":
                host, path = each.parts
                found[path][host].append(place)
        self.paths: Mapping[str, Mapping[str, list[int]]] = found
        self.hosts = frozenset(host for hosts in found.values() for host in hosts)

    def find(self, host: str, path: str) -> list[int]:
        """The indicators that a pair of values is."""
        hosts = self.paths.get(path)
        return [place for word in words(host) for place in hosts.get(word, ())] if hosts else []


def looked_for(indicators: Iterable[Indicator]) -> tuple[str, ...]:
    """The fields that these indicators are looked for in, `PATH` apart, in the order of `FIELDS`."""
    types = {each.type for each in indicators}
    fields = dict.fromkeys(field for type, names in FIELDS.items() if type in types for field in names)
    return tuple(field for field in fields if field != PATH)


__all__ = ["HOST", "PATH", "Hit", "Sought", "Urls", "looked_for"]

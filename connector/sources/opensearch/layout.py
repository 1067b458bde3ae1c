"""How a cluster holds events: which field of its own is which of Suricata's, and of what type."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from connector.frames import SERVERS_OWN
from connector.lucene.fields import KEYWORDS, base
from connector.lucene.tree import ANY

LINE, PACKED = "evelens_line", "evelens_line64"
"""Where `connector.shipping` keeps an event as it was written: its text, or base64 where it is no text."""

PREFIXES = ("", "suricata.eve.")
"""What stands before Suricata's names: nothing (Logstash, Fluentd, Vector, Clear NDR), or Filebeat's module."""

Kind = Literal["text", "integer", "float", "boolean"]

_INTEGERS = frozenset(("long", "integer", "short", "byte", "unsigned_long"))
_KINDS: Mapping[str, Kind] = {
    "keyword": "text",
    "constant_keyword": "text",
    "ip": "text",
    "boolean": "boolean",
    "double": "float",
}
_NO_VALUES = frozenset(("object", "nested", "unmapped"))


@dataclass(frozen=True, slots=True)
class Exact:
    """A field whose whole values the cluster counts: its name there, and what they are."""

    name: str
    kind: Kind

    def value(self, bucket: Mapping[str, Any]) -> object:
        """The value of a bucket of such a field."""
        return self.key(bucket["key"])

    def key(self, key: Any) -> object:
        """A key as the value that it stands for."""
        match self.kind:
            case "boolean":
                return key in (True, 1, "true")
            case "integer":
                return int(key)
            case "float":
                return float(key)
            case _:
                return str(key)


@dataclass(frozen=True)
class Layout:
    """The fields of some indices.

    Attributes:
        types: the types of each field, by its name in the cluster; several where indices differ.
        lines: every index keeps the lines as they were written.
    """

    types: Mapping[str, frozenset[str]]
    lines: bool = False

    @classmethod
    def of(cls, fields: Mapping[str, Mapping[str, Any]]) -> "Layout":
        """The layout that the field capabilities of some indices describe."""
        types = {
            name: found
            for name, by_type in fields.items()
            if not name.startswith("_") and (found := frozenset(by_type) - _NO_VALUES)
        }
        lines = LINE in fields and PACKED in fields and "unmapped" not in {*fields[LINE], *fields[PACKED]}
        return cls({name: found for name, found in types.items() if name not in (LINE, PACKED)}, lines)

    @cached_property
    def prefix(self) -> str:
        """What stands before Suricata's names."""
        return next((prefix for prefix in PREFIXES if f"{prefix}event_type" in self.types), "")

    @property
    def holds_events(self) -> bool:
        """Whether there are events of Suricata's among the documents, with a time."""
        return f"{self.prefix}event_type" in self.types and bool(self.time)

    @cached_property
    def time(self) -> str:
        """The field of an event's own time; what the shipper adds only where that is no date. Empty without either."""
        names = (f"{self.prefix}timestamp", "@timestamp")
        return next((name for name in names if self.types.get(name, frozenset()) & {"date", "date_nanos"}), "")

    def named(self, field: str) -> str:
        """The cluster's name of one of ours; a pattern of names stays one."""
        if field in SERVERS_OWN or field in ("", ANY):
            return field
        own = base(field)
        name = self.time if own == "timestamp" and f"{self.prefix}timestamp" not in self.types else self.prefix + own
        if own == field:
            return name
        for candidate in (name + suffix for suffix in KEYWORDS):
            if candidate in self.types:
                return candidate
        # Filebeat's template has whole values under the name itself.
        return name if self._is(name, "keyword") else self.prefix + field

    def exact(self, field: str) -> Exact | None:
        """Where the whole values of one of our fields are; ``None`` where the cluster cannot count them as they were written."""
        name = self.named(base(field))
        found = self.types.get(name, frozenset())
        if found and found <= _INTEGERS:
            return Exact(name, "integer")
        whole = next((name + suffix for suffix in KEYWORDS if self._is(name + suffix, "keyword")), "")
        if found and found <= {"text", "match_only_text", "ip"}:
            # An address is counted as it was written where it can be: one has several spellings.
            return Exact(whole, "text") if whole else Exact(name, "text") if found == {"ip"} else None
        if len(found) == 1:
            kind = _KINDS.get(next(iter(found)))
            return Exact(name, kind) if kind else None
        return None

    def is_address(self, name: str) -> bool:
        """Whether a field of the cluster holds addresses as such in every index."""
        return self._is(name, "ip")

    def _is(self, name: str, kind: str) -> bool:
        return self.types.get(name) == frozenset((kind,))

    def known(self, field: str) -> bool:
        """Whether any index has the field."""
        return self.named(base(field)) in self.types

    @cached_property
    def searched(self) -> tuple[str, ...]:
        """The fields that a word is looked for in, the uppermost first; whole values only where no words are."""
        names = (name for name in self.types if base(name) == name or not self._has_words(base(name)))
        return tuple(sorted(names, key=lambda name: (name.count("."), name)))

    def _has_words(self, name: str) -> bool:
        return bool(self.types.get(name, frozenset()) & {"text", "match_only_text"})

    def ours(self, names: Iterable[str]) -> list[str]:
        """Our names of some of the cluster's."""
        return [name.removeprefix(self.prefix) for name in names if name.startswith(self.prefix)]

"""A list of indicators, read: CSV, plain text, STIX 2 or an export of MISP."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from connector.errors import QueryError
from connector.indicators.indicator import Indicator, Type
from connector.indicators.misp import in_misp, is_misp
from connector.indicators.prose import Found, in_text
from connector.indicators.stix import in_stix, is_stix
from connector.indicators.table import header, in_table

Form = Literal["text", "CSV", "STIX 2", "MISP"]

LARGEST = 20 * 1024 * 1024
"""Bytes of a list."""

MOST = 100_000
"""Indicators of a list."""

_KEPT = 1_000
"""Characters that are kept of what could not be read."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """What could not be read.

    Attributes:
        place: the number of its line, object or attribute, from 1.
        text: what stands there.
        reason: one sentence.
    """

    place: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a list holds.

    Attributes:
        form: what it was read as.
        indicators: each once, in the order of the list.
        repeated: how often one came again.
        rejected: what could not be read, in the order of the list.
    """

    form: Form
    indicators: tuple[Indicator, ...]
    repeated: int
    rejected: tuple[Rejected, ...]

    @property
    def counts(self) -> dict[Type, int]:
        """How many there are of each type, most first."""
        return dict(Counter(each.type for each in self.indicators).most_common())


def read(content: str | bytes) -> Read:
    """Reads a list, whatever its form.

    Raises:
        QueryError: it is empty, too large, holds too many indicators, or is JSON of another kind.
    """
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    if len(data) > LARGEST:
        raise QueryError(f"The list is larger than {LARGEST >> 20} MiB: give it in parts.")
    text = _decoded(data)
    if not text.strip():
        raise QueryError("The list is empty: give domains, addresses, URLs, hashes, JA3, JA4 or e-mail addresses.")
    form, found = _opened(text)
    indicators: dict[Indicator, None] = {}
    rejected: list[Rejected] = []
    repeated = 0
    for indicator, place, written, reason in found:
        if indicator is None:
            rejected.append(Rejected(place, written[:_KEPT], reason))
        elif indicator in indicators:
            repeated += 1
        else:
            indicators[indicator] = None
        if len(indicators) > MOST or len(rejected) > MOST:
            raise QueryError(f"The list holds more than {MOST:,} indicators, or lines that are none: give it in parts.")
    return Read(form, tuple(indicators), repeated, tuple(rejected))


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace").replace("\x00", " ")


def _opened(text: str) -> tuple[Form, Iterator[Found]]:
    if text.lstrip()[:1] in ("{", "["):
        document = _json(text)
        if is_stix(document):
            return "STIX 2", in_stix(document)
        if is_misp(document):
            return "MISP", in_misp(document)
        if document is not None:
            raise QueryError("This JSON is neither STIX 2 nor an export of MISP: give one of these, CSV or plain text.")
    table = header(text)
    return ("CSV", in_table(text, *table)) if table else ("text", in_text(text))


def _json(text: str) -> "object":
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None  # a defanged list may begin with a bracket

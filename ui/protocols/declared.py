"""The questions of each protocol, as ``protocols.toml`` declares them: reading is all that happens here."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from connector.query import EVERYTHING

How = Literal["values", "rarest", "groups", "equal", "profile", "spread", "numbers"]

_FILE = Path(__file__).with_name("protocols.toml")


@dataclass(frozen=True, slots=True)
class Question:
    """One panel; ``protocols.toml`` says what each part means.

    Attributes:
        ask: the title.
        forms: the fields, once for each way in which versions of Suricata name them.
        names: what stands over the columns, one for each field.
        how: which question of the contract it is, and how its answer is read.
        note: grey words beside the title.
        only: a filter.
        new: whether values that the window before did not have are marked.
        logs: lines of ``suricata.yaml``; empty where nothing needs to be switched on.
    """

    ask: str
    forms: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    how: How = "values"
    note: str = ""
    only: str = EVERYTHING
    new: bool = False
    logs: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of every form, each once, in order."""
        return tuple(dict.fromkeys(name for form in self.forms for name in form))

    @property
    def own(self) -> tuple[str, ...]:
        """Those that only this protocol's events have."""
        return tuple(name for name in self.fields if "." in name)


@dataclass(frozen=True, slots=True)
class Protocol:
    """A protocol and its questions, in the order of the page.

    Attributes:
        name: what the address calls it.
        types: its values of ``event_type``, the chief one first.
        questions: a panel each.
    """

    name: str
    types: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def filter(self) -> str:
        """Its events, as a person would write it."""
        return f"event_type:{self.types[0]}" if len(self.types) == 1 else f"event_type:({' OR '.join(self.types)})"


@cache
def protocols() -> dict[str, Protocol]:
    """Every declared protocol by its name, in the order of the file."""
    declared = _read()
    types: dict[str, list[str]] = declared["types"]
    return {
        name: Protocol(name, tuple(types.get(name, (name,))), tuple(map(_question, questions)))
        for name, questions in declared.items()
        if name not in ("types", "numeric")
    }


@cache
def numeric() -> frozenset[str]:
    """The fields among them that hold numbers."""
    return frozenset(_read()["numeric"])


def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def _question(declared: dict[str, Any]) -> Question:
    fields = declared.pop("fields")
    forms = tuple(map(tuple, fields)) if isinstance(fields[0], list) else (tuple(fields),)
    return Question(forms=forms, names=tuple(declared.pop("names", ())), **declared)

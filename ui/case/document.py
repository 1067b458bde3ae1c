"""A document of the case: what is in it, before it is HTML or Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from connector.pseudonyms import Pseudonyms
from ui.case.chapters import Chapter, Table, new_signatures, told
from ui.case.pin import Pin

REMARK = "All times are UTC. Counts were asked when it was made."
HIDDEN = "Addresses are pseudonyms: addresses of one network stay in one network. Names of hosts are as they were."


@dataclass(frozen=True, slots=True)
class Document:
    """The whole case, asked anew.

    Attributes:
        title: of the case.
        made: when, UTC.
        author: who made it.
        hidden: whether addresses are pseudonyms.
        chapters: one a pin, in order.
        new: tables of new signatures, one for each window.
    """

    title: str
    made: datetime
    author: str
    hidden: bool
    chapters: tuple[Chapter, ...]
    new: tuple[Table, ...]


def document(title: str, author: str, pins: Sequence[Pin], hidden: bool) -> Document:
    """Asks the questions of all pins anew.

    Args:
        title: of the case.
        author: who makes it.
        pins: in order.
        hidden: whether addresses become pseudonyms, the same ones in the whole document.
    """
    chapters, new = tuple(map(told, pins)), new_signatures(pins)
    made = Document(title, datetime.now(UTC), author, hidden, chapters, new)
    return _hidden(made, Pseudonyms()) if hidden else made


def _hidden(made: Document, names: Pseudonyms) -> Document:
    def chapter(each: Chapter) -> Chapter:
        pin = replace(each.pin, title=names.text(each.pin.title), note=names.text(each.pin.note), event="")
        return replace(
            each,
            pin=pin,
            source=names.text(each.source),
            filters=tuple(map(names.text, each.filters)),
            tables=tuple(map(table, each.tables)),
            lines=names.text(each.lines),
            lacking=tuple(map(names.text, each.lacking)),
        )

    def table(each: Table) -> Table:
        rows = tuple(tuple(map(names.text, row)) for row in each.rows)
        return replace(each, title=names.text(each.title), rows=rows, note=names.text(each.note))

    return replace(
        made, title=names.text(made.title), chapters=tuple(map(chapter, made.chapters)), new=tuple(map(table, made.new))
    )

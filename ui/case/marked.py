"""The document as Markdown: whatever an event wrote stands in code spans."""

from ui import text
from ui.case.chapters import Chapter, Table
from ui.case.document import HIDDEN, REMARK, Document
from ui.case.picture import spark

_LONG = 2_000


def markdown(made: Document) -> str:
    """The file."""
    parts = [
        f"# {text.plain(made.title, 200)}",
        f"Made {text.moment(made.made)} UTC by {text.plain(made.author)} with EveLens. {REMARK}",
        HIDDEN if made.hidden else "",
        *(_chapter(number, each) for number, each in enumerate(made.chapters, 1)),
        *(["## New signatures", *map(_table, made.new)] if made.new else []),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _chapter(number: int, each: Chapter) -> str:
    pin = each.pin
    about = f"{text.plain(each.source, 200)}, {text.plain(each.window, 200)}, pinned {text.moment(pin.added)} UTC by "
    about += text.plain(pin.author)
    parts = [
        f"## {number}. {text.plain(pin.title, 200)}",
        _fenced(pin.note) if pin.note else "",
        about + ("" if each.lines else f", asked {text.moment(each.asked)} UTC"),
        " ".join(text.code(filter, _LONG) for filter in each.filters),
        f"**{each.counted}**" if each.counted else "",
        *(text.plain(sentence, _LONG) for sentence in each.lacking),
        f"Events `{spark(each.picture.events)}`" if each.picture else "",
        f"Alerts `{spark(each.picture.alerts)}`" if each.picture and any(each.picture.alerts) else "",
        _fenced(each.lines) if each.lines else "",
        *map(_table, each.tables),
    ]
    return "\n\n".join(filter(None, parts))


def _table(table: Table) -> str:
    rows = [table.columns, ("---",) * len(table.columns), *(tuple(map(_cell, row)) for row in table.rows)] if table.rows else []
    drawn = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return "\n\n".join(
        filter(None, (f"### {text.plain(table.title, 200)}", drawn, text.plain(table.note, _LONG) if table.note else ""))
    )


def _cell(words: str) -> str:
    # A bar would end the cell, even inside a code span.
    return text.plain(words, _LONG).replace("|", "\\|") if words else ""


def _fenced(words: str) -> str:
    lines = [text.visible(line, _LONG) for line in words.splitlines()]
    fence = "```"
    while any(fence in line for line in lines):
        fence += "`"
    return "\n".join([fence, *lines, fence])

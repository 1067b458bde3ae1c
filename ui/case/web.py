"""The document as one HTML file: no script, nothing from elsewhere, and a policy that allows neither."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path

from ui import text
from ui.case.chapters import Chapter, Table
from ui.case.document import HIDDEN, REMARK, Document
from ui.case.picture import svg

_LONG, _SHORT = 2_000, 24
_STYLE = (Path(__file__).parents[1] / "assets" / "document.css").read_text("utf-8")


def page(made: Document) -> str:
    """The file."""
    digest = b64encode(sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    body = [
        f"<h1>{_shown(made.title)}</h1>",
        f'<p class="grey">Made {text.moment(made.made)} UTC by {_shown(made.author)} with EveLens. {REMARK}</p>',
        f'<p class="lacking">{HIDDEN}</p>' if made.hidden else "",
        _trail(made),
        *(_chapter(number, each) for number, each in enumerate(made.chapters, 1)),
        *(["<h2>New signatures</h2>", *map(_table, made.new)] if made.new else []),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_shown(made.title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(filter(None, body))
        + "\n</body></html>\n"
    )


def _trail(made: Document) -> str:
    rows = tuple(
        (str(number), each.pin.title, "  ".join(each.filters) or ("one event" if each.lines else "everything"), each.window,
         each.counted)
        for number, each in enumerate(made.chapters, 1)
    )  # fmt: skip
    return _table(Table("The trail of questions", ("", "What", "Filter", "Window", "Matches"), rows))


def _chapter(number: int, each: Chapter) -> str:
    pin = each.pin
    asked = f"{text.moment(each.asked)} UTC"
    parts = [
        f"<h2>{number}. {_shown(pin.title)}</h2>",
        f'<p class="note">{"<br>".join(map(_shown, pin.note.splitlines()))}</p>' if pin.note else "",
        f'<p class="grey">{_shown(each.source)} · {_shown(each.window)} · pinned {text.moment(pin.added)} UTC by '
        f"{_shown(pin.author)}{f' · asked {asked}' if not each.lines else ''}</p>",
        f"<p>{' '.join(f'<code>{_shown(filter)}</code>' for filter in each.filters)}</p>" if each.filters else "",
        f"<p><strong>{_shown(each.counted)}</strong></p>" if each.counted else "",
        *(f'<p class="lacking">{_shown(sentence)}</p>' for sentence in each.lacking),
    ]
    if each.picture:
        parts += [svg(each.picture), '<p class="grey"><span class="key">all events</span><span class="key red">alerts</span></p>']
    if each.lines:
        parts.append(f"<pre>{chr(10).join(map(_shown, each.lines.splitlines()))}</pre>")
    return "\n".join(filter(None, [*parts, *map(_table, each.tables)]))


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in table.columns)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows)
    whole = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if table.rows else ""
    note = f'<p class="grey">{_shown(table.note)}</p>' if table.note else ""
    return f"<h3>{_shown(table.title)}</h3>{whole}{note}"


def _cell(words: str) -> str:
    # Short ones stay on one line: else long ones beside them break every word.
    return f"<td{' class=n' if len(words) <= _SHORT else ''}>{_shown(words)}</td>"


def _shown(words: str) -> str:
    """Any text as HTML: nothing in it is markup, and nothing is hidden."""
    return escape(text.visible(words, _LONG))

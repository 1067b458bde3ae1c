"""The question that a page shows, for a notebook or a shell: it gives the same events there."""

import shlex
from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from connector.answers import Order
from ui.selection import Selection
from ui.sources import settings
from ui.uploads import SOURCE

_OPENED = "eve.json"
"""What stands for a file that was opened in the browser: where it lies on its owner's disk, nobody here knows."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a panel asks, as `connector.Connector` would be asked.

    Attributes:
        method: ``values``, ``groups``, ``pairs``, ``timeline``, ``fields``, ``stats`` or ``indicators``.
        fields: the fields that it is about; for a timeline the one that divides it, or none; for indicators the
            file of the list.
        size: the greatest number of rows, or of values that divide a timeline; ``None`` where the answer has its own.
        order: of groups.
        rarest: whether values come rarest first.
        buckets: of a timeline.
        of: the events that it is about, where these are not those of its panel.
    """

    method: str
    fields: tuple[str, ...] = ()
    size: int | None = None
    order: Order = "count"
    rarest: bool = False
    buckets: int = 72
    of: Selection | None = None


def draw(selection: Selection) -> None:
    """Draws the button that opens them."""
    popover = st.popover("Code", icon=":material/code:", key="code", on_change="rerun")
    if not popover.open:
        return
    first = settings().source
    with popover, st.container(width=560, gap="xsmall"):
        st.markdown("**The same question from a notebook**")
        st.code(notebook(selection, first), language="python", wrap_lines=True)
        st.markdown("**or from a shell**")
        st.code(shell(selection, first), language="bash", wrap_lines=True)
        # The REST API beside the pages answers from the first source, once it has a token.
        if settings().token and selection.source == first and selection.query.window.bounded:
            st.markdown("**or from anywhere**")
            st.code(curl(selection, st.context.url or ""), language="bash", wrap_lines=True)


def notebook(selection: Selection, first: str, *questions: Question) -> str:
    """Python that asks the same.

    Args:
        selection: the window and the filter.
        first: the source that a `Connector` opens when it is told nothing else.
        questions: what is asked; none for the events.
    """
    asked = [(question.of or selection, question) for question in questions]
    foreign = any(of.source != first and not of.source.startswith(SOURCE) for of in (selection, *(of for of, _ in asked)))
    # The environment keeps what it was told: once one source is named, each is.
    known = "" if foreign else first
    here = asked[0][0] if asked else selection
    lines = [
        *(["import os"] if foreign else []),
        "from connector import Connector, Window",
        "",
        *_opened(here, known),
        _set(here),
    ]
    if not asked:
        return "\n".join([*lines, f"c.set_page_size({here.query.limit})", f"frame = c.get_events_df({here.query.filter!r})"])
    if len(asked) == 1:
        call = _call(questions[0], here.query.filter)
        return "\n".join([*lines, f"answer = c.{call}", "frame, notes = answer.frame, answer.notes"])
    lines += ["answers = []"]
    for of, question in asked:
        if of.source != here.source:
            lines += _opened(of, known)
        if (of.source, of.query.window) != (here.source, here.query.window):
            lines += [_set(of)]
        lines += [f"answers.append(c.{_call(question, of.query.filter)})"]
        here = of
    return "\n".join([*lines, "frames = [answer.frame for answer in answers]"])


def shell(selection: Selection, first: str, *questions: Question) -> str:
    """A command line for each question that prints the same, arguments as in `notebook`; events whole, one a line.

    Groups have no command of their own: for these it prints the events that they are made of.
    """
    if not questions:
        return _command(selection, first, None)
    commands = (_command(question.of or selection, first, question) for question in questions)
    return "\n\n".join(dict.fromkeys(commands))


def _opened(selection: Selection, first: str) -> list[str]:
    if selection.source.startswith(SOURCE):
        return [f"c = Connector(eve={_OPENED!r})  # where your copy of the file lies"]
    if selection.source != first:
        return [f'os.environ["EVELENS_SOURCE"] = {selection.source!r}', "c = Connector()"]
    return ["c = Connector()"]


def _set(selection: Selection) -> str:
    return f"c.set_window(Window.parse({selection.query.window.text!r}))"


def _command(selection: Selection, first: str, question: Question | None) -> str:
    query, verb = selection.query, "events" if question is None or question.method == "groups" else question.method
    opened = selection.source.startswith(SOURCE)
    before = "" if opened or selection.source == first else f"EVELENS_SOURCE={selection.source} "
    words = [*(question.fields if question and verb in ("values", "stats", "pairs", "indicators") else ()), query.filter]
    # Behind two hyphens nothing is an option.
    dashed = any(word.startswith("-") for word in words)
    asked = " ".join(map(_word, words))
    when = f"--window {shlex.quote(query.window.text)}" if query.window.bounded else "--all-time"
    rest = [f"--eve {_OPENED}"] if opened else []
    return " \\\n  ".join(
        (
            f"{before}python -m connector {verb}" + ("" if dashed else f" {asked}"),
            when,
            *rest,
            _options(verb, question, query.limit) + (f" -- {asked}" if dashed else ""),
        )
    )


def _word(text: str) -> str:
    """A text as one word of a shell. A terminal obeys control characters that are pasted, whatever quotes are around them."""
    if text.isprintable():
        return shlex.quote(text)
    plain = [letter.isascii() and letter.isprintable() and letter not in "'\\" for letter in text]
    return f"$'{''.join(letter if kept else _escaped(letter) for letter, kept in zip(text, plain, strict=True))}'"


def _escaped(letter: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in letter.encode("utf-8", "replace"))


def _call(question: Question, filter: str) -> str:
    match question:
        case Question("groups", fields, size, order):
            return f"groups({fields!r}, {filter!r}, size={size}, order={order!r})"
        case Question("timeline", (field,), size, buckets=buckets):
            return f"timeline({filter!r}, by={field!r}, buckets={buckets}" + (f", size={size})" if size else ")")
        case Question("timeline", buckets=buckets):
            return f"timeline({filter!r}, buckets={buckets})"
        case Question("pairs", (source, target), size):
            return f"pairs({source!r}, {target!r}, {filter!r}, size={size})"
        case Question("values", (field, *_), size, _, rarest):
            return f"values({field!r}, {filter!r}, size={size}{', rarest=True' if rarest else ''})"
        case Question("indicators", (file, *_)):
            return f"sightings(open({file!r}, 'rb').read(), {filter!r})"
        case _:
            return f"{question.method}({', '.join(map(repr, (*question.fields, filter)))})"


def _options(verb: str, question: Question | None, limit: int | None) -> str:
    if question is None or verb == "events":
        return f"--limit {limit} --format ndjson"
    match question:
        case Question("timeline", (field,), size, buckets=buckets):
            series = f"--series {size} " if size else ""
            return f"--by={_word(field)} {series}--buckets {buckets} --format csv"
        case Question("timeline", buckets=buckets):
            return f"--buckets {buckets} --format csv"
        case Question("values" | "pairs", _, size, _, rarest):
            return f"{'--rarest ' if rarest else ''}--limit {size} --format csv"
        case _:
            return "--format csv"


def curl(selection: Selection, page: str) -> str:
    """A command line that asks the REST API beside the pages; the token stays in the environment.

    Args:
        selection: the question, with a bounded window.
        page: the address of any page.
    """
    query, address = selection.query, urlsplit(page)
    start, end = (int(moment.timestamp() * 1_000) for moment in (query.window.start, query.window.end) if moment)
    # The API's last millisecond lies inside its window.
    return " \\\n  ".join(
        (
            f"curl -G {shlex.quote(f'{address.scheme}://{address.netloc}/rest/rules/es/events_tail/')}",
            '-H "Authorization: Token $EVELENS_TOKEN"',
            f"--data-urlencode {_word(f'qfilter={query.filter}')}",
            f"-d from_date={start} -d to_date={end - 1} -d page_size={query.limit}",
        )
    )

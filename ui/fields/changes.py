"""What has changed since the window before, or against another: of one field, or of all that mean something by themselves."""

from datetime import timedelta

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from connector.answers import Note, Span
from connector.window import Window
from ui import bar, panel_menu, summary, text
from ui.fields import against, difference, differing, values, views
from ui.fields.against import Other
from ui.fields.difference import KINDS
from ui.fields.values import Both
from ui.panels import Head, boundary, notes, panel
from ui.selection import Selection
from ui.snippets import Question
from ui.sources import reads_files

_WATCHED = (
    "alert.signature",
    "src_ip",
    "dest_ip",
    "dns.rrname",
    "dns.queries.rrname",
    "http.hostname",
    "http.http_user_agent",
    "tls.sni",
    "event_type",
    "app_proto",
    "dest_port",
    "http.status",
    "tls.version",
    "fileinfo.filename",
    "host",
)
"""What is compared where it occurs, what matters most first: names of things, not the numbers of single connections."""

_AT_ONCE = 7
"""Fields that are asked of a server unbidden: each costs it up to four requests for each window."""


def draw_one(here: Selection, field: str, both: Both, note: Head, width: int) -> None:
    """What has changed in one field; a click filters.

    Args:
        here: the events.
        field: the field.
        both: its values.
        note: the head of the panel.
        width: of the column of values, in pixels.
    """
    if both.before is None:
        note(_unknown(here))
        st.caption("There is nothing to compare with.")
        return
    changed = difference.changes(field, both.now, both.before)
    counts = changed["kind"].value_counts()
    note(" · ".join(f"{kind} {text.number(counts[kind])}" for kind in KINDS if kind in counts) or "as usual")
    asked = Question("values", (field,), values.MANY), Question("values", (field,), values.MANY, of=here.before())
    panel_menu.draw(note, here, asked, changed, both.notes)
    if changed.empty:
        st.caption("Every value is about as frequent as before.")
        return
    differing.draw_table(changed.head(differing.LISTED), "one", 8, width, named=False)


def draw(here: Selection) -> None:
    """Draws the fields by how much they changed, and the values that did."""
    left, right = st.columns((32, 68), gap="xsmall")
    with left:
        views.draw()
    with right, st.container(key="changed-head", horizontal=True, gap="xsmall", vertical_alignment="center"):
        headline = st.container(width="stretch")
        against.draw(here)
    # The choice stays: what cannot be compared with is replaced there.
    with right, boundary("changed"):
        other = against.chosen(here)
        if other is None:
            _draw_nothing(here)
        else:
            _draw_difference(here, other, left, headline)


def _draw_nothing(here: Selection) -> None:
    with panel("What has changed") as note:
        note(_unknown(here))
        st.caption(
            "There is no window before this one to compare with: choose a shorter or a later one, or compare with another."
        )
        half = second_half(here.span())
        if half is not None and half != here.query.window:
            st.button(
                "The second half of the data against the first",
                icon=":material/compare_arrows:",
                key="changed-halves",
                on_click=bar.set_window,
                args=(half.text,),
            )


def _draw_difference(here: Selection, other: Other, left: DeltaGenerator, headline: DeltaGenerator) -> None:
    occurring, sampled = _occurring(here, other.of)
    unbidden = reads_files(here.source) and reads_files(other.of.source)
    fields = occurring if unbidden or st.session_state.get("changed-all") else occurring[:_AT_ONCE]
    both = {field: Both(here.values(field, values.MANY), other.of.values(field, values.MANY)) for field in fields}
    found = [difference.changes(field, pair.now, pair.before, other.scale) for field, pair in both.items() if pair.before]
    changed = difference.ranked(found)
    lacking = (*_unread(other.of), *sampled, *_notes(both))
    asked = tuple(Question("values", (field,), values.MANY, of=of) for of in (here, other.of) for field in fields)
    with left, panel("Fields", "most changed first · click one", key="changed-fields") as head:
        counted = difference.by_field(changed, fields)
        panel_menu.draw(head, here, asked, counted, lacking)
        differing.draw_fields(counted)
        if len(fields) < len(occurring):
            more = f"Compare {len(occurring) - len(fields)} more fields"
            st.button(more, icon=":material/add:", key="changed-more", on_click=_take_all)
    with headline:
        _draw_headline(here, other, changed)
    with panel("Values", key="changed-values") as head:
        panel_menu.draw(
            head, here, asked, changed.rename(columns=dict(zip(("now", "before"), differing.sides(), strict=True))), lacking
        )
        differing.draw_values(changed, other, head)
        notes(lacking)


def second_half(span: Span) -> Window | None:
    """The later half of where there is data: the window before it is the earlier one; ``None`` when the data has no length.

    Args:
        span: where there is data.
    """
    if span.first is None or span.last is None:
        return None
    end = span.last + timedelta(microseconds=1)
    half = (end - span.first) // 2
    return Window.last(half, end) if half else None


def _occurring(here: Selection, other: Selection) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """The watched fields that either side has, and what is not known of that."""
    answers = here.fields(), other.fields()
    names = {name for answer in answers for name in answer.frame["field"]}
    said = tuple(dict.fromkeys(note for answer in answers for note in answer.notes))
    return tuple(name for name in _WATCHED if name in names), said


def _unread(of: Selection) -> tuple[Note, ...]:
    """What is not known yet of a source, whose events are not all read."""
    progress = of.progress()
    return () if progress is None else (Note("reading", f"There {progress.share:.0%} of the events are read so far."),)


def _draw_headline(here: Selection, other: Other, changed: pd.DataFrame) -> None:
    these = f"these {text.span(here.query.window.length)}" if here.query.window.bounded else "all time"
    counts = changed["kind"].value_counts()
    told = ", ".join(f"{text.number(counts[kind])} {kind}" for kind in KINDS if kind in counts)
    words = f"**{summary.counted(len(changed), 'value')}** of {these} differ from {other.words}"
    st.markdown(f"{words}: {told}." if told else f"Every value of {these} is about as frequent as in {other.words}.")


def _unknown(here: Selection) -> str:
    return summary.unknown_before(here.query.window, here.span().first)


def _notes(both: dict[str, Both]) -> tuple[Note, ...]:
    cut = [
        field
        for field, pair in both.items()
        if not (pair.before and difference.whole(pair.now) and difference.whole(pair.before))
    ]
    said = tuple(dict.fromkeys(note for pair in both.values() for note in pair.notes))
    if not cut:
        return said
    sentence = f"Of {', '.join(cut)} not every value is known: what is missing in one window is not called new or gone."
    return (*said, Note("cut", sentence))


def _take_all() -> None:
    st.session_state["changed-all"] = True

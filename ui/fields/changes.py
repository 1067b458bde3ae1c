"""What has changed since the window before: the values of one field, or of all fields that mean something by themselves."""

from collections.abc import Callable
from datetime import timedelta

import pandas as pd
import streamlit as st

from connector.answers import Note, Span
from connector.window import Window
from ui import bar, charts, panel_menu, summary, tables, text
from ui.fields import difference, values, views
from ui.fields.difference import KINDS
from ui.fields.values import Both
from ui.panels import Head, notes, panel
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

_LISTED = 300
_WORDS = {"new": "new", "gone": "gone", "up": "↑ up", "down": "↓ down"}


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
    if changed.empty:
        st.caption("Every value is about as frequent as before.")
        return
    panel_menu.draw(note, here, Question("values", (field,), values.MANY), changed, both.notes)
    _draw_table(changed.head(_LISTED), "one", 8, width, named=False)


def draw(here: Selection) -> None:
    """Draws the fields by how much they changed, and the values that did."""
    if not values.watched(here):
        views.draw()
        with panel("What has changed") as note:
            note(_unknown(here))
            st.caption("There is no window before this one to compare with: choose a shorter or a later one.")
            half = second_half(here.span())
            if half is not None and half != here.query.window:
                st.button(
                    "The second half of the data against the first",
                    icon=":material/compare_arrows:",
                    key="changed-halves",
                    on_click=bar.set_window,
                    args=(half.text,),
                )
        return
    occurring, sampled = _occurring(here)
    fields = occurring if reads_files(here.source) or st.session_state.get("changed-all") else occurring[:_AT_ONCE]
    both = {field: values.asked(here, field) for field in fields}
    found = [difference.changes(field, pair.now, pair.before) for field, pair in both.items() if pair.before is not None]
    changed = difference.ranked(found)
    left, right = st.columns((32, 68), gap="xsmall")
    with left:
        views.draw()
    with left, panel("Fields", "most changed first · click one", key="changed-fields"):
        _draw_fields(difference.by_field(changed, fields))
        if len(fields) < len(occurring):
            more = f"Compare {len(occurring) - len(fields)} more fields"
            st.button(more, icon=":material/add:", key="changed-more", on_click=_take_all)
    with right:
        _draw_headline(here, changed)
    with right, panel("Values", key="changed-values") as note:
        _draw_values(changed, note)
        notes((*sampled, *_notes(both)))


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


def _occurring(here: Selection) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """The watched fields that either window has, and what is not known of that."""
    past = here.before()
    answers = [here.fields(), *([past.fields()] if past else [])]
    names = {name for answer in answers for name in answer.frame["field"]}
    said = tuple(dict.fromkeys(note for answer in answers for note in answer.notes))
    return tuple(name for name in _WATCHED if name in names), said


def _draw_headline(here: Selection, changed: pd.DataFrame) -> None:
    length = text.span(here.query.window.length)
    counts = changed["kind"].value_counts()
    told = ", ".join(f"{text.number(counts[kind])} {kind}" for kind in KINDS if kind in counts)
    with st.container(key="changed-head", horizontal=True, gap="xsmall", vertical_alignment="center"):
        words = f"**{summary.counted(len(changed), 'value')}** of these {length} differ from the {length} before"
        st.markdown(f"{words}: {told}." if told else "Every value of these fields is about as frequent as before.")


def _draw_fields(counted: pd.DataFrame) -> None:
    names = counted["field"].to_list()
    rows = counted.assign(field=[text.visible(name) for name in names])
    shown = {"field": tables.words("Field", 138)}
    shown |= {kind: tables.count(kind.capitalize(), 52) for kind in KINDS}
    shown["effect"] = st.column_config.NumberColumn(
        "Effect", width=52, format="%.1f", help="The greatest effect, without its sign"
    )
    key = f"changed-fields-{charts.digest(rows.to_dict('list'))}"
    tables.show(rows, shown, key, _take_field, (key, tuple(names)), most=len(rows))


def _draw_values(changed: pd.DataFrame, note: Callable[[str], None]) -> None:
    note("greatest effect first · click one to filter")
    field: str = st.session_state.get("changed-field") or ""
    own = changed[changed["field"] == field] if field else changed
    counts = own["kind"].value_counts()
    with st.container(key="changed-kinds", horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.session_state.setdefault("changed-kind", "all")
        kind = st.segmented_control(
            "Kind",
            ["all", *KINDS],
            key="changed-kind",
            persist_state="session",
            format_func=lambda name: f"{name.capitalize()} {text.number(len(own) if name == 'all' else counts.get(name, 0))}",
            label_visibility="collapsed",
        )
        if field:
            st.button(text.plain(field, 40), icon=":material/close:", key="changed-every", on_click=_take_every)
    listed = own if kind in (None, "all") else own[own["kind"] == kind]
    if listed.empty:
        st.caption("Nothing: every value is about as frequent as before.")
    else:
        _draw_table(listed.head(_LISTED), "all", 15, 300, named=not field)
    more = f" The {_LISTED} greatest of {text.number(len(listed))} are listed." if len(listed) > _LISTED else ""
    st.caption(f"{difference.FORMULA} Up and down begin at {difference.LEAST:.0f}; new and gone are listed whatever it is.{more}")


def _draw_table(changed: pd.DataFrame, which: str, most: int, width: int, named: bool) -> None:
    fields, keys = changed["field"].to_list(), changed["value"].to_list()
    rows = pd.DataFrame(
        {
            "Change": pd.Series([[_WORDS[kind]] for kind in changed["kind"]], dtype=object),
            "Field": [text.visible(field, 60) for field in fields],
            "Value": [values.shown(field, key) for field, key in zip(fields, keys, strict=True)],
            "Now": changed["now"].to_list(),
            "Before": changed["before"].to_list(),
            "Effect": changed["effect"].to_list(),
        }
    )
    shown = {
        "Change": st.column_config.MultiselectColumn(
            "Change", width=62 if not named else 72, options=list(_WORDS.values()), color=_COLOURS
        ),
        "Field": tables.words("Field", 150),
        "Value": tables.words("Value", width),
        "Now": tables.count("Now", 50),
        "Before": tables.count("Before", 56),
        "Effect": st.column_config.NumberColumn("Effect", width=48, format="%+.1f", help=difference.FORMULA),
    }
    if not named:
        del shown["Field"]
    choices = tuple(((field, key),) for field, key in zip(fields, keys, strict=True))
    key = f"changed-{which}-{charts.digest(choices, rows['Now'].to_list(), rows['Before'].to_list())}"
    tables.show(rows, shown, key, tables.filter_by_row, (key, choices), most=most, choices=choices)


_COLOURS = ["blue", "gray", "gray", "gray"]


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


def _take_field(key: str, names: tuple[str, ...]) -> None:
    row = tables.picked(key)
    st.session_state["changed-field"] = names[row] if row is not None and row < len(names) else ""


def _take_all() -> None:
    st.session_state["changed-all"] = True


def _take_every() -> None:
    st.session_state["changed-field"] = ""

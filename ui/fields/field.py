"""One field: over time, its values beside those before, and its numbers."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from connector import lucene
from connector.answers import Fields
from ui import bar, charts, columns, marks, panel_menu, rankings, summary, tables, text
from ui.fields import catalogue, changes, difference, numbers, values, views
from ui.fields.values import Both
from ui.panels import Head, boundary, notes, panel
from ui.selection import Selection
from ui.snippets import Question

_LANES = 8
_LISTED = 200
_ROWS = 8
_WORDS = {"event_type": charts.word, "app_proto": charts.word, "alert.severity": rankings.severity_word}
"""The fields whose values have a colour of their own."""


def draw(here: Selection) -> None:
    """Draws the list of fields, and the chosen one beside it."""
    left, right = st.columns((32, 68), gap="xsmall")
    with left:
        views.draw()
    fields, name = here.fields(), catalogue.chosen()
    amount = numbers.is_amount(name, _kind(fields, name))
    with left, panel("Fields", key="fields-list") as note:
        note(_of(fields))
        panel_menu.draw(note, here, (Question("fields"),), fields.frame, fields.notes)
        catalogue.draw(fields, tall=amount)
        notes(fields.notes)
    with right, boundary("field"):
        both = values.asked(here, name)
        _draw_head(here, fields, both)
        with panel("Over time", key="field-time") as note:
            _draw_time(here, name, note)
        wide = values.long(name, both.now.frame)
        frequent, rare, changed = _places(wide)
        with frequent, panel("Most frequent", key="field-top") as note:
            note(_extent(both))
            panel_menu.draw(note, here, (Question("values", (name,), values.MANY),), both.now.frame, both.now.notes)
            _draw_values(here, both, "top", both.now.frame.head(_LISTED), 190 if wide else 94)
        with rare, panel("Rarest", "fewest events first", key="field-rare") as note:
            _draw_rarest(here, both, 300 if wide else 84, note)
        with changed, panel("Against before", key="field-changed") as note:
            changes.draw_one(here, name, both, note, 178 if wide else 88)
        notes(both.notes)
        if amount:
            with panel("Numbers", key="field-numbers") as note:
                _draw_numbers(here, both, note)


def _places(wide: bool) -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """Where the values, the rarest of them and what has changed stand: long texts need room."""
    if not wide:
        frequent, rare, changed = st.columns((34, 27, 39), gap="xsmall")
        return frequent, rare, changed
    frequent, changed = st.columns(2, gap="xsmall")
    return frequent, st.container(), changed


def _of(fields: Fields) -> str:
    looked = f"the newest {text.number(fields.total)}" if fields.notes else f"all {text.number(fields.total)}"
    return f"{text.number(len(fields.frame))} in {looked} events"


def _extent(both: Both) -> str:
    count = len(both.now.frame)
    return values.extent(both.now) if count <= _LISTED else f"{_LISTED} of {values.extent(both.now)}"


def _kind(fields: Fields, name: str) -> str:
    kinds = fields.frame.loc[fields.frame["field"] == name, "type"]
    return "" if kinds.empty else str(kinds.iloc[0])


def _draw_head(here: Selection, fields: Fields, both: Both) -> None:
    name = catalogue.chosen()
    exists = lucene.exists(name)
    total, holders = here.trend(), here.narrowed(exists).trend()
    share = f" ({holders.count / total.count:.0%})" if total.count else ""
    least = "" if holders.exact else "at least "
    said = [
        text.plain(_kind(fields, name), 40),
        f"in {least}{text.number(holders.count)} of {text.number(total.count)} events{share}",
        values.extent(both.now),
        "" if holders.before is None or both.before is None else f"before: {text.number(holders.before)} events",
    ]
    with st.container(key="field-head", horizontal=True, gap="xsmall", vertical_alignment="center"):
        words = " · ".join(part for part in said if part)
        st.markdown(f"**{text.code(name, 80)}**  :small[:gray[{words}]]", width="stretch")
        st.button("Only with it", icon=":material/add_circle:", key="field-only", on_click=bar.add_chip, args=(exists,))
        st.button("Without it", icon=":material/do_not_disturb_on:", key="field-not", on_click=bar.add_chip, args=(f"-{exists}",))
        shown = columns.shown(st.session_state.get("columns") or "", frozenset())
        st.button(
            "As a column",
            icon=":material/view_column:",
            key="field-column",
            disabled=name in shown,
            help="Events has this column" if name in shown else "Adds it to the table of Events",
            on_click=columns.choose,
            args=((*shown, name),),
        )


def _draw_time(here: Selection, name: str, note: Head) -> None:
    timeline = here.timeline(name, size=_LANES)
    panel_menu.draw(note, here, (Question("timeline", (name,), _LANES),), timeline.frame, timeline.notes)
    frame = timeline.frame.dropna(subset="key")
    if frame.empty:
        st.caption("No event that matches has this field.")
        return
    window = here.query.window if here.query.window.bounded else summary.covered(timeline.frame, timeline.step)
    keys = frame["key"].drop_duplicates().to_list()
    place = {key: row for row, key in enumerate(keys)}
    labels = [values.shown(name, key) for key in keys]
    word = _WORDS.get(name, lambda _: "dns")
    shades = charts.lanes(frame.assign(row=frame["key"].map(place)), timeline.step, window, labels, [word(key) for key in keys])
    most = f"the {len(keys)} most frequent values" if len(keys) > 1 else "one value"
    note(f"{most} · each row darker where it has more · {text.span(timeline.step)} a mark, UTC · drag to zoom")
    key = f"field-time-{charts.digest(window.text, here.query.filter, name)}"
    marks.draw_over_time(charts.shaded(shades, window), key)
    notes(timeline.notes)


def _draw_rarest(here: Selection, both: Both, width: int, note: Head) -> None:
    question = Question("values", (catalogue.chosen(),), _LISTED, rarest=True)
    if difference.whole(both.now):
        frame = values.rarest(both.now).head(_LISTED)
        panel_menu.draw(note, here, (question,), frame, both.now.notes)
        _draw_values(here, both, "rare", frame, width)
        return
    found = here.values(catalogue.chosen(), _LISTED, rarest=True)
    panel_menu.draw(note, here, (question,), found.frame, found.notes)
    _draw_values(here, both, "rare", found.frame, width)
    notes(found.notes)


def _draw_values(here: Selection, both: Both, which: str, frame: pd.DataFrame, width: int) -> None:
    name = catalogue.chosen()
    if frame.empty:
        st.caption("No event that matches has this field.")
        return
    rows = values.listed(name, frame, both.before, here.trend().count)
    shown = {
        "Value": tables.words("Value", width),
        "Share": st.column_config.ProgressColumn("Share", width=54, min_value=0, max_value=100, format="%.0f%%"),
        "Now": tables.count("Now", 50),
        "Before": tables.count("Before", 56),
    }
    if which == "rare":
        del shown["Share"]
    if both.before is None:
        del shown["Before"]
    keys = frame["key"].to_list()
    choices = tuple(((name, key),) for key in keys)
    key = f"field-{which}-{charts.digest(name, keys, rows['Now'].to_list())}"
    tables.show(rows, shown, key, tables.filter_by_row, (key, choices), most=_ROWS, choices=choices)


def _draw_numbers(here: Selection, both: Both, note: Head) -> None:
    stats = here.stats(catalogue.chosen())
    question = Question("values", (catalogue.chosen(),), values.MANY)
    panel_menu.draw(note, here, (question,), both.now.frame, both.now.notes)
    told = numbers.facts(stats)
    if not told:
        st.caption("No number in this window.")
        return
    by_powers = numbers.steep(stats)
    of = "" if difference.whole(both.now) else f"bars: the {text.number(len(both.now.frame))} most frequent numbers · "
    note(f"{of}percent: so many of the events lie at or below{' · the axis grows by powers of ten' if by_powers else ''}")
    with st.container(key="field-facts", horizontal=True, gap="small"):
        for label, number in told:
            st.markdown(f":small[:gray[{label}]]  \n**{number}**", width="content")
    bins = numbers.histogram(both.now.frame, by_powers)
    charts.show(charts.spread(bins, by_powers), f"field-numbers-{charts.digest(catalogue.chosen(), bins['count'].to_list())}")
    notes(stats.notes)

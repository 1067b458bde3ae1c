"""Sigma rules over the window: those of the site's folder and those opened here, each with its hits and hosts."""

from pathlib import Path

import pandas as pd
import streamlit as st

from connector import sigma
from connector.errors import ConfigError
from connector.sigma import Rule, Sighting
from ui import bar, charts, panel_menu, rows, summary, tables, text
from ui.address import script
from ui.hunts.asked import press, pressed
from ui.panels import Head, notes
from ui.selection import Selection
from ui.sources import reads_files, settings

FOLDER = "sigma"
"""The folder of the site's own rules in the data folder."""

AT_ONCE = 8
"""Rules that a server is asked by one press: four requests each."""

_LEVELS = ("critical", "high", "medium", "low", "informational")
_COLOURS = ("red", "orange", "yellow", "gray", "gray")
_OPENED, _ASKED, _CHOSEN = "sigma-files", "sigma-asked", "sigma-rule"
_ROW, _MOST, _REASONS = 31, 12, 200


def draw(here: Selection, head: Head) -> None:
    """Draws the choice of rules and what became of them."""
    st.file_uploader(
        "Sigma rules of the network (dns, proxy, webserver, firewall, zeek)",
        type=["yml", "yaml"],
        accept_multiple_files=True,
        key=_OPENED,
    )
    known = rules()
    if not known:
        st.caption(f"Open rules here, or put them into the folder {text.code(FOLDER)} of the data folder. Nothing is fetched.")
        return
    asked = tuple(each for each in known if each.filter)
    bound = len(asked) if reads_files(here.source) else min(len(asked), AT_ONCE * pressed(_ASKED, here))
    with st.spinner("Asking the rules …", show_time=True):
        found = sigma.ordered(here.sigma(asked[:bound]))
    unsupported = [each for each in known if not each.filter]
    hits = sum(each.state == "hits" for each in found)
    head(f"{summary.counted(len(known), 'rule')}, {hits} with hits, {len(unsupported)} not supported")
    frame = frame_of(found)
    panel_menu.draw(head, here, (), frame)
    if len(asked) > bound:
        label = f"Ask {summary.counted(min(AT_ONCE, len(asked) - bound), 'rule')} of {len(asked) - bound} not asked"
        st.button(label, icon=":material/play_arrow:", key="sigma-ask", on_click=press, args=(_ASKED, here))
    if found:
        _draw_rows(found, frame)
    notes(tuple(dict.fromkeys(note for each in found for note in each.notes)))
    if unsupported:
        _draw_unsupported(unsupported)


def rules() -> tuple[Rule, ...]:
    """The rules of the folder, then those that were opened here; a file that was changed is read again."""
    folder = settings().data / FOLDER
    files = sorted(each for each in folder.rglob("*") if each.suffix.lower() in (".yml", ".yaml")) if folder.is_dir() else []
    stamps = tuple((str(each), each.stat().st_mtime_ns) for each in files if each.is_file())
    held = _read(str(folder), stamps) if stamps else ()
    opened = st.session_state.get(_OPENED) or []
    return (*held, *(rule for each in opened for rule in _read_text(each.getvalue(), each.name)))


def frame_of(found: tuple[Sighting, ...]) -> pd.DataFrame:
    """``Level`` (lists of a word), ``Rule``, ``Hits``, ``Hosts`` (Int64), ``Last`` (UTC), ``File``, safe to show."""
    return pd.DataFrame(
        {
            "Level": pd.Series([[each.rule.level] if each.rule.level else [] for each in found], dtype=object),
            "Rule": [text.visible(each.rule.title, 200) for each in found],
            "Hits": pd.Series([each.hits for each in found], dtype="Int64"),
            "Hosts": pd.Series([each.hosts for each in found], dtype="Int64"),
            "Last": pd.Series([each.last for each in found], dtype="datetime64[us, UTC]"),
            "File": [text.visible(each.why or each.rule.place, 120) for each in found],
        }
    )


def _draw_rows(found: tuple[Sighting, ...], frame: pd.DataFrame) -> None:
    identities = [f"{each.rule.place} {each.rule.title}" for each in found]
    config = {
        "Level": st.column_config.MultiselectColumn("Level", width=94, options=list(_LEVELS), color=list(_COLOURS)),
        "Rule": tables.words("Rule", 430),
        "Hits": tables.count("Hits", 60),
        "Hosts": tables.count("Hosts", 60),
        "Last": tables.moment("Last UTC", 110),
        "File": tables.words("File", 260),
    }
    key = f"sigma-{charts.digest(identities, [each.hits for each in found])}"
    rows.draw(frame, identities, key, _CHOSEN, tables.height(len(frame), _ROW, _MOST), _ROW, config)
    place = rows.position(identities, _CHOSEN)
    if place is not None:
        chosen = found[place].rule
        st.code(text.visible(chosen.filter, None), language=None, wrap_lines=True)
        link = bar.link_state(chosen.filter)
        st.page_link(script("events"), label="Open in Events", icon=":material/list_alt:", query_params=link)


def _draw_unsupported(unsupported: list[Rule]) -> None:
    with st.expander(f"{summary.counted(len(unsupported), 'rule')} not supported, with the reasons"):
        for each in unsupported[:_REASONS]:
            st.text(f"{text.visible(each.title, 100)}: {text.visible(each.reason)}")
        if len(unsupported) > _REASONS:
            st.caption(f"The first {_REASONS}; the command `evelens sigma` lists all.")


@st.cache_data(max_entries=4, show_spinner=False)
def _read(folder: str, stamps: tuple[tuple[str, int], ...]) -> tuple[Rule, ...]:
    try:
        return sigma.read(Path(folder))
    except ConfigError as error:  # emptied meanwhile
        return (Rule(FOLDER, FOLDER, reason=str(error)),)


@st.cache_data(max_entries=64, show_spinner=False)
def _read_text(data: bytes, name: str) -> tuple[Rule, ...]:
    try:
        return sigma.read_text(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        return (Rule(name, name, reason="It cannot be read as text in UTF-8."),)

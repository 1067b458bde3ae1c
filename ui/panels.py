"""A panel: a box with a title, which keeps its failure to itself; and the chips that say what an answer lacks."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal

import streamlit as st

from connector.answers import Note, NoteKind
from connector.errors import ConnectorError
from ui import text

_log = logging.getLogger("evelens")

_CHIPS: dict[NoteKind, tuple[str, str, Literal["orange", "gray", "blue"]]] = {
    "partial": ("Partial", ":material/warning:", "orange"),
    "cut": ("Cut", ":material/content_cut:", "gray"),
    "skipped": ("Skipped", ":material/block:", "gray"),
    "stale": ("Stale", ":material/history:", "orange"),
    "reading": ("Reading", ":material/hourglass_top:", "blue"),
}


class Head:
    """The first line of a panel. Called with words, it replaces the note.

    Args:
        title: plain words of ours.
        note: plain words.
        name: tells the panel from others.

    Attributes:
        row: where more may stand, at the right end.
        name: as given.
    """

    def __init__(self, title: str, note: str, name: str) -> None:
        self.name = name
        self.row = st.container(key=f"head-{name}", horizontal=True, gap="xsmall", vertical_alignment="center")
        self._title = title
        self._words = self.row.empty()
        self(note)

    def __call__(self, words: str) -> None:
        """Replaces the note. It takes Markdown: pass values through `text`."""
        self._words.markdown(f"**{self._title}**" + (f"  :small[:gray[{words}]]" if words else ""))


@contextmanager
def panel(title: str, note: str = "", height: int | None = None, key: str | None = None) -> Iterator[Head]:
    """A bordered box with a bold title and a small grey note; an error inside it is shown inside it.

    Args:
        title: plain words of ours; never text from an event.
        note: plain words beside the title.
        height: pixels on wide screens; the content's own height otherwise.
        key: names the box for styles and tests; default: the title.

    Yields:
        The head, for notes that only the answer knows, and for `ui.panel_menu`.
    """
    name = key or title.lower().replace(" ", "-")
    with st.container(border=True, height=height or "content", key=f"panel-{name}", gap="xsmall"):
        head = Head(title, note, name)
        with boundary(name, box=False):
            yield head


@contextmanager
def boundary(name: str, box: bool = True) -> Iterator[None]:
    """What is drawn inside is replaced by the reason when it fails; what stands beside it goes on.

    Args:
        name: tells this boundary's buttons from others'.
        box: whether the reason stands in a box of its own.
    """
    slot = st.empty()
    try:
        with slot.container(gap="xsmall"):
            yield
    except ConnectorError as error:
        _report(slot, name, box, error, *error.halves)
    except Exception as error:  # noqa: BLE001
        _report(
            slot, name, box, error, "This panel has an error of its own.", "The others are not affected. The log has the details."
        )


def notes(given: tuple[Note, ...]) -> None:
    """A line for each note: what kind of lack, and the sentence. Nothing when nothing lacks."""
    for note in given:
        label, icon, colour = _CHIPS[note.kind]
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.badge(label, icon=icon, color=colour)
            st.text(text.visible(note.text))


def _report(slot: "st.delta_generator.DeltaGenerator", name: str, box: bool, error: Exception, what: str, cure: str) -> None:
    request = secrets.token_hex(2)
    if isinstance(error, ConnectorError):
        _log.warning("request %s: %s: %s", request, type(error).__name__, text.visible(error))
    else:
        _log.error("request %s: panel %s failed", request, name, exc_info=error)
    with slot.container(key=f"failed-{name}", gap="xsmall", border=box):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key=f"failure-{name}"):
            st.markdown(":red[:material/error:]", width="content")
            # Not Markdown: the sentence may quote a server or a file name.
            st.text(text.visible(what))
        if cure:
            st.text(text.visible(cure))
        st.button("Try again", icon=":material/refresh:", key=f"again-{name}")
        st.caption(f"{type(error).__name__} · {datetime.now(UTC):%H:%M:%S} UTC · request {request}")

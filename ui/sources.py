"""The sources that this process has open: one shared object each, safe for threads."""

import secrets
from contextlib import suppress
from datetime import UTC, datetime
from typing import BinaryIO

import streamlit as st

from connector.config import Config, load
from connector.errors import ConfigError, ConnectorError
from connector.source import Source, open_source
from ui.uploads import KEPT, SOURCE, Shelf, Upload

VIEWER = "evelens_viewer"
"""The cookie by which a browser finds the files again that were opened in it."""

_FILES = frozenset(("eve", "demo"))


@st.cache_resource(show_spinner=False)
def settings() -> Config:
    """The settings of this process.

    Raises:
        ConfigError: a setting cannot be used.
    """
    return load()


@st.cache_resource(show_spinner=False)
def opened(name: str) -> Source:
    """The source of that name, opened once; the files of a file source start being read behind the page.

    Raises:
        ConnectorError: it cannot be opened; the next call tries again.
    """
    source = _upload(name).source(settings()) if name.startswith(SOURCE) else open_source(name, settings())
    source.read_behind()
    return source


def reopen(name: str) -> None:
    """Reads the settings again, and opens the source of that name anew when it is next asked for. For all sessions."""
    settings.clear()
    opened.clear(name)
    _label.clear()
    st.cache_data.clear()


def offered() -> tuple[tuple[str, str], ...]:
    """Name and label of every source that can be chosen, the first one shown first.

    The demonstration is offered once its capture exists, or when nothing else is configured; a file that was opened in the
    browser to that browser alone.
    """
    config = settings()
    names = [name for name in config.sources if name != "demo" or name == config.source or config.demo_file.exists()]
    return (*((name, _label(name)) for name in names), *((each.name, f"Opened: {each.title}") for each in uploads()))


def reads_files(name: str) -> bool:
    """Whether the source answers from files, whose events may all be old."""
    return name in _FILES or name.startswith(SOURCE)


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """The files that were opened in browsers; removes what a process before this one left behind."""
    return Shelf(settings().data / "uploads")


def uploads() -> tuple[Upload, ...]:
    """The files that were opened in this browser, the oldest first."""
    return shelf().owned(_viewer())


def add_upload(name: str, file: BinaryIO) -> Upload:
    """Opens a file for this browser. Files that were opened a day ago, in any browser, go.

    Raises:
        SourceUnreachable: it holds no events.
        SourceError: too many files are open, or it cannot be kept.
    """
    for each in shelf().older_than(datetime.now(UTC) - KEPT):
        _remove(each)
    return shelf().add(_viewer(), name, file)


def remove_upload(name: str) -> None:
    """Removes a file that was opened in this browser, and its events. Nothing when there is none of that name."""
    for each in uploads():
        if each.name == name:
            _remove(each)


def _remove(upload: Upload) -> None:
    if not shelf().forget(upload.name):
        return
    # From here on nobody opens it: this finds what is open, waits for what is just being opened, and else is refused.
    with suppress(ConnectorError):
        opened(upload.name).close()
    opened.clear(upload.name)
    upload.delete()


def _upload(name: str) -> Upload:
    found = shelf().find(name)
    if found is None:
        raise ConfigError("This file was removed: open it again on the page Connection.")
    return found


def _viewer() -> str:
    # Without cookies, a file lasts as long as the session.
    found: str = st.context.cookies.get(VIEWER) or st.session_state.setdefault("viewer", secrets.token_hex(16))
    return found


@st.cache_resource(show_spinner=False)
def _label(name: str) -> str:
    # A source that cannot be opened is offered all the same: its panels say why it does not answer.
    try:
        return open_source(name, settings()).label
    except ConnectorError:
        return name

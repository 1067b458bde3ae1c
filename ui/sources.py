"""The sources that this process has open: one shared object each, safe for threads."""

import streamlit as st

from connector.config import Config, load
from connector.errors import ConnectorError
from connector.source import Source, open_source

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
    source = open_source(name, settings())
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

    The demonstration is offered once its capture exists, or when nothing else is configured.
    """
    config = settings()
    names = [name for name in config.sources if name != "demo" or name == config.source or config.demo_file.exists()]
    return tuple((name, _label(name)) for name in names)


def reads_files(name: str) -> bool:
    """Whether the source answers from files, whose events may all be old."""
    return name in _FILES


@st.cache_resource(show_spinner=False)
def _label(name: str) -> str:
    # A source that cannot be opened is offered all the same: its panels say why it does not answer.
    try:
        return open_source(name, settings()).label
    except ConnectorError:
        return name

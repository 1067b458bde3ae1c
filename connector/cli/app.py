"""Where the app lies, and how Streamlit is told its settings."""

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

_INSTALLED = Path(__file__).parents[1] / "dashboard"
"""Where an installed package has the app, its pages and its settings."""

_CHECKOUT = Path(__file__).parents[2]


def folder() -> Path:
    """The folder of ``app.py``, ``pages``, ``ui`` and ``.streamlit``: inside the installed package, or the checkout's root."""
    return _INSTALLED if (_INSTALLED / "app.py").is_file() else _CHECKOUT


def command(settings: Mapping[str, object]) -> list[str]:
    """The command that starts the app.

    All of ``config.toml`` is spelled out: Streamlit reads that file from its working folder only, and the environment and the
    home folder of whoever starts it must not win over it.

    Args:
        settings: Streamlit's settings by dotted name that win over the file.
    """
    file = tomllib.loads((folder() / ".streamlit" / "config.toml").read_text("utf-8"))
    options = {**dict(_flat(file)), **settings}
    flags = [f"--{name}={text}" for name, value in options.items() for text in _texts(name, value)]
    return [sys.executable, "-m", "streamlit", "run", str(folder() / "app.py"), *flags]


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


def _texts(name: str, value: object) -> list[str]:
    """As Streamlit's command line takes them: a theme's lists as JSON, other lists by repeating the flag."""
    match value:
        case list() if not name.startswith("theme."):
            return [str(each) for each in value]
        case bool() | list():
            return [json.dumps(value)]
        case _:
            return [str(value)]

"""The file `.env`: where it lies, what it says, and how settings are put into it."""

import os
import re
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from connector.errors import ConfigError

NAME = ".env"

TOLD = "EVELENS_ENVFILE"
"""By this variable a process tells its child where the file is, because the child works in another folder. No setting."""

_BESIDE = Path(__file__).parents[1]
"""The folder of ``app.py``, where the project was not installed."""

_BARE = re.compile(r"[\w./:@+-]+", re.ASCII)
"""What needs no quotes."""

_ONE_LINE = re.compile(r"[^\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]*")


def folders(in_home: bool) -> tuple[Path, ...]:
    """Where it is looked for, in this order: the current folder and that of ``app.py``, or the home folder alone."""
    return (Path.home(),) if in_home else (Path.cwd(), _BESIDE)


def found(folders: Iterable[Path]) -> Path | None:
    """The first one that exists; the others are not read."""
    return next((each / NAME for each in folders if (each / NAME).is_file()), None)


def place(in_home: bool) -> Path:
    """The file in force; where one is made when there is none: beside ``app.py``, or in the current folder where that is not."""
    known = folders(in_home)
    beside = known[-1] if in_home or (_BESIDE / "app.py").is_file() else known[0]
    return found(known) or beside / NAME


def read(path: Path) -> dict[str, str]:
    """Its settings that are not blank, as they are written: a dollar sign means itself.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        return {name: value for name, value in dotenv_values(path, interpolate=False).items() if value and value.strip()}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: check its permissions and that it is UTF-8 text.") from error


def write(path: Path, settings: Mapping[str, str]) -> None:
    """Puts settings into the file: every other line stays as it is, and only its owner may read it (mode 600).

    The file is replaced whole or not at all; it is made when it does not exist. A link is followed.

    Args:
        path: the file.
        settings: names and values; a name that is there already gets its new value in the same place.

    Raises:
        ConfigError: a value has more than one line, or the file cannot be read or written.
    """
    for name, value in settings.items():
        if not _ONE_LINE.fullmatch(value):
            raise ConfigError(f"{name} holds a line break or another invisible character: copy it again.")
    whole = path.resolve()
    draft: Path | None = None
    try:
        text = whole.read_bytes().decode("utf-8") if whole.exists() else ""
        # A temporary file is its owner's alone from its first byte on.
        with NamedTemporaryFile(dir=whole.parent, prefix=f"{NAME}.", delete=False) as file:
            draft = Path(file.name)
            file.write(updated(text, settings).encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(whole)
    except (OSError, UnicodeDecodeError) as error:
        if draft is not None:
            draft.unlink(missing_ok=True)
        raise ConfigError(f"{path} cannot be written: check the permissions of its folder, and that it is UTF-8 text.") from error


def updated(text: str, settings: Mapping[str, str]) -> str:
    """The text of a file with these settings in it: known names in their place, new ones at the end, all else as it is."""
    # Not python-dotenv's own `set_key`: it takes away blank lines, and turns the ends of lines.
    waiting, out = dict(settings), ""
    for part in parse_stream(StringIO(text, newline="")):
        written = part.original.string
        if part.key is None or part.key not in settings:
            out += written
            continue
        lead = written[: len(written) - len(written.lstrip())]
        out += f"{lead}{_line(part.key, settings[part.key])}"
        waiting.pop(part.key, None)
    if waiting and out and not out.endswith("\n"):
        out += "\n"
    return out + "".join(_line(name, value) for name, value in waiting.items())


def _line(name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"{name}={value}\n" if _BARE.fullmatch(value) else f"{name}='{escaped}'\n"

"""The files that a path stands for."""

import glob
import os
import re
from collections.abc import Iterable
from pathlib import Path

# eve.json, eve.json.gz, and what rotation makes of them: eve.json.1, eve.json-20261031.gz
_NAME = re.compile(r".+\.json(?:[.-][\w-]*\d[\w-]*)?(?:\.(?:gz|zst|xz|bz2))?", re.IGNORECASE | re.ASCII | re.DOTALL)


def find_files(paths: Iterable[str]) -> tuple[list[Path], list[str]]:
    """The EVE files that paths stand for.

    Args:
        paths: files, folders (every ``*.json``, compressed and rotated ones too; not the folders in them) and globs.

    Returns:
        The files, absolute, each once, in the order given and by name within a folder; and one sentence for each path that leads
        to none.
    """
    found: dict[Path, None] = {}
    missing: list[str] = []
    for text in paths:
        path = Path(text).expanduser()
        try:
            files, otherwise = _expanded(path)
        except OSError as error:
            files, otherwise = [], f"cannot be read: {error.strerror}."
        found |= dict.fromkeys(file.absolute() for file in files)
        if not files:
            missing.append(f"{written(path)} {otherwise}")
    return list(found), missing


def written(path: Path) -> str:
    """A path in a sentence: a name may hold line ends, what a terminal obeys, and bytes that are no text."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text)


def _expanded(path: Path) -> tuple[list[Path], str]:
    """The files of one path, and what to say when there are none."""
    if path.is_dir():
        files = sorted(child for child in path.iterdir() if _NAME.fullmatch(child.name) and child.is_file())
        return files, "holds no EVE files: their names end in .json, .json.gz or .json.1."
    if path.is_file():
        return [path], ""
    if path.is_fifo():
        return [], "is a pipe: read it from standard input, with `evelens ingest -`."
    if path.exists():
        return [], "is neither a file nor a folder: name one of these."
    if path.is_symlink():
        return [], "is a link that leads nowhere: check where it points."
    if glob.has_magic(str(path)):
        return sorted(Path(name) for name in glob.glob(str(path)) if os.path.isfile(name)), "matches no file: check the pattern."
    return [], "does not exist: check the path."

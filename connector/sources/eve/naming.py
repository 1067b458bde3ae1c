"""What a store of EVE files is called, on the disk and by people."""

import hashlib
import re
from pathlib import Path

from connector.config import STDIN, Config


def label(config: Config, name: str, paths: tuple[str, ...]) -> str:
    """What a person reads in the source list."""
    if name == "demo":
        return "Demonstration capture"
    if paths == (STDIN,) and not config.store:
        return "Standard input"
    if len(paths) > 1:
        return f"{len(paths)} files"
    return config.store or Path(paths[0]).name or paths[0]


def folder(paths: tuple[str, ...], name: str | None) -> str:
    """The folder of a store, by its name or else by its sorted absolute paths."""
    if name:
        plain = re.sub(r"[^\w.-]", "_", name, flags=re.ASCII)[:100]
        # Two names never share a store: `a b` is not `a_b`.
        return f"named-{plain}" if plain == name else f"named-{plain}-{_digest(name)}"
    return _digest("\0".join(sorted(paths)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]

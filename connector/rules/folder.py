"""A folder of rule files: which rule has which id."""

import re
from dataclasses import dataclass
from pathlib import Path

from connector.errors import ConfigError
from connector.rules.rule import LONGEST, Rule, parsed

_SID = re.compile(r"\bsid\s*:\s*(\d{1,10})\s*;")
_LARGEST = 256 * 1024 * 1024
"""Bytes of all files together."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The rules of a folder's ``*.rules``, as they are now.

    Attributes:
        path: the folder.
        rules: a rule's text by its ``sid``; those that are switched off by a ``#`` count where there is no other.
    """

    path: Path
    rules: dict[int, str]

    @classmethod
    def read(cls, path: Path) -> "Folder":
        """Reads the files, in order of their names; a later rule of the same id wins.

        Raises:
            ConfigError: there is no such folder, it holds no rule files, or they are too large.
        """
        files = sorted(path.glob("*.rules")) if path.is_dir() else []
        if not files:
            raise ConfigError(f"EVELENS_RULES names {path}, which holds no *.rules files: name the folder of Suricata's rules.")
        off: dict[int, str] = {}
        rules: dict[int, str] = {}
        try:
            if sum(file.stat().st_size for file in files) > _LARGEST:
                raise ConfigError(f"The rule files in {path} are larger than 256 MB together: name a folder with fewer.")
            for file in files:
                with file.open(encoding="utf-8", errors="replace") as lines:
                    begun = ""
                    for line in lines:
                        bare = begun + line.strip()
                        if bare.endswith("\\"):
                            begun = bare.removesuffix("\\")[:LONGEST]
                            continue
                        begun = ""
                        if found := _SID.search(bare):
                            (off if bare.startswith("#") else rules)[int(found[1])] = bare.lstrip("# ")[:LONGEST]
        except OSError as error:
            raise ConfigError(f"The rule files in {path} cannot be read ({error.strerror}): make them readable.") from error
        return cls(path, off | rules)

    def rule(self, sid: int) -> Rule | None:
        """The rule of that id; ``None`` without one."""
        text = self.rules.get(sid)
        return None if text is None else parsed(text)


def stamp(path: Path) -> float:
    """Another number when a file of the folder changed."""
    try:
        return max((file.stat().st_mtime for file in path.glob("*.rules")), default=0.0)
    except OSError:
        return 0.0

"""The hunts that there are: those that come along, and the site's own, a YAML file each."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from connector.errors import ConfigError
from connector.hunts.hunt import Hunt, hunt, record_of

FOLDER = "hunts"
"""The folder of the site's own hunts in the data folder."""

_LARGEST = 64 * 1024
_MOST = 500


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What can be asked.

    Attributes:
        hunts: those that can be used, by name.
        problems: a sentence for each file that cannot.
    """

    hunts: tuple[Hunt, ...]
    problems: tuple[str, ...] = ()

    def find(self, name: str) -> Hunt:
        """The hunt of this name, as its file or as people call it, in any case.

        Raises:
            ConfigError: there is none.
        """
        wanted = name.strip().lower()
        for each in self.hunts:
            if wanted in (each.slug, each.name.lower()):
                return each
        raise ConfigError(f"There is no hunt {name[:60]!r}: `evelens hunts` names them all.")


def catalogue(data: Path) -> Catalogue:
    """The hunts that come along and those of the data folder, by name; an own one replaces one of the same file name."""
    folder = data / FOLDER
    own, problems = [], []
    paths = sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")])
    for path in paths[:_MOST]:
        try:
            own.append(_read(path, own=True))
        except ConfigError as error:
            problems.append(f"{path} is no hunt: {error}")
    if len(paths) > _MOST:
        problems.append(f"{folder} holds {len(paths):,} files: only the first {_MOST} are read.")
    replaced = {each.slug for each in own}
    hunts = [*own, *(each for each in shipped() if each.slug not in replaced)]
    return Catalogue(tuple(sorted(hunts, key=lambda each: each.name.lower())), tuple(problems))


@cache
def shipped() -> tuple[Hunt, ...]:
    """The hunts that come along."""
    return tuple(_read(path) for path in sorted(Path(__file__).parent.glob("*.yaml")))


def save(data: Path, name: str, question: str, filter: str, fields: tuple[str, ...] = ("src_ip", "dest_ip")) -> Hunt:
    """Writes a hunt of the site's own: groups of fields of the events that match.

    Raises:
        ConfigError: there is such a hunt, something in it cannot be used, or the file cannot be written.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
    if not slug:
        raise ConfigError("A hunt needs a name with a letter or a number: give it one.")
    made = hunt(slug, {"name": name, "question": question or name, "filter": filter, "fields": list(fields)}, own=True)
    path = data / FOLDER / f"{slug}.yaml"
    if any(each.slug == slug or each.name.lower() == made.name.lower() for each in catalogue(data).hunts) or path.exists():
        raise ConfigError(f"There is a hunt {name[:60]!r}: choose another name.")
    written = yaml.safe_dump(record_of(made), sort_keys=False, allow_unicode=True, width=100)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(written)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error
    return made


def _read(path: Path, own: bool = False) -> Hunt:
    try:
        if path.stat().st_size > _LARGEST:
            raise ConfigError(f"it is larger than {_LARGEST:,} bytes.")
        record = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"it cannot be read, {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError("it is no text in UTF-8.") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0)
        raise ConfigError(f"line {line + 1} is no YAML.") from error
    return hunt(path.stem.lower(), record, own)

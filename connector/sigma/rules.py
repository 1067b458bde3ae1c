"""Reading Sigma rules, and what each asks of EVE events."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connector import lucene
from connector.errors import ConfigError, QueryError
from connector.sigma.fields import Kind, kind

if TYPE_CHECKING:
    from sigma.rule import SigmaRule

MOST = 20_000
"""Files of a folder that are read."""

_LARGEST = 1024 * 1024
_ENDINGS = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    Attributes:
        title: as its author called it; untrusted text.
        place: the file's name, and the number of the rule where the file holds several.
        level: ``critical``, ``high``, ``medium``, ``low``, ``informational``, or empty.
        filter: what it asks of EVE events, Lucene; empty when it is not supported.
        reason: why it is not supported, one sentence; empty when it is.
        tags: such as ``attack.t1071.004``.
    """

    title: str
    place: str
    level: str = ""
    filter: str = ""
    reason: str = ""
    tags: tuple[str, ...] = ()


def read(path: Path) -> tuple[Rule, ...]:
    """Every rule of a file, or of all ``.yml`` and ``.yaml`` files below a folder, in the order of their names.

    Raises:
        ConfigError: there is no such file, or it holds no rule.
    """
    if path.is_dir():
        files = sorted(each for each in path.rglob("*") if each.suffix.lower() in _ENDINGS and each.is_file())[:MOST]
        if not files:
            raise ConfigError(f"{path} holds no rule: give a Sigma rule (.yml), or a folder with some.")
        return tuple(rule for each in files for rule in _of_file(each, each.relative_to(path).as_posix()))
    if not path.is_file():
        raise ConfigError(f"{path} is not there: give a Sigma rule (.yml), or a folder with some.")
    return tuple(_of_file(path, path.name))


def read_text(text: str, place: str) -> tuple[Rule, ...]:
    """Every rule of a text; a text that holds none is a rule that is not supported, with the reason.

    Args:
        text: YAML, several rules parted by ``---``.
        place: what it is called.
    """
    # Loading it takes half a second: only who asks for rules pays for it.
    import yaml
    from sigma.collection import SigmaCollection
    from sigma.exceptions import SigmaError
    from sigma.rule import SigmaRule

    try:
        found = SigmaCollection.from_yaml(text, collect_errors=True)
    except (SigmaError, yaml.YAMLError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        return (Rule(place, place, reason=_sentence(f"it is no Sigma rule: {_first_line(error)}")),)
    if not found.rules:
        return (Rule(place, place, reason="It holds no Sigma rule."),)
    several = len(found.rules) > 1
    made = []
    for number, each in enumerate(found.rules, 1):
        where = f"{place}#{number}" if several else place
        title = str(getattr(each, "title", "") or where)
        if not isinstance(each, SigmaRule):
            made.append(Rule(title, where, reason="It counts or correlates what other rules find, which is not supported."))
            continue
        made.append(_rule(each, title, where))
    return tuple(made)


def _of_file(path: Path, place: str) -> Iterator[Rule]:
    try:
        if path.stat().st_size > _LARGEST:
            yield Rule(place, place, reason=f"It is larger than {_LARGEST:,} bytes.")
            return
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        yield Rule(place, place, reason="It cannot be read as text in UTF-8.")
        return
    yield from read_text(text, place)


def _rule(each: "SigmaRule", title: str, place: str) -> Rule:
    level = each.level.name.lower() if each.level else ""
    tags = tuple(str(tag) for tag in each.tags)
    try:
        return Rule(title, place, level, _translated(each), tags=tags)
    except QueryError as error:
        return Rule(title, place, level, reason=_sentence(str(error)), tags=tags)


def _translated(each: "SigmaRule") -> str:
    """The rule as Lucene.

    Raises:
        QueryError: it cannot be said.
    """
    from sigma.exceptions import SigmaError

    from connector.sigma.backend import EveBackend

    if each.errors:
        raise QueryError(f"it is no Sigma rule: {_first_line(each.errors[0])}")
    source = each.logsource
    what = kind(source.category, source.product, source.service)
    if what is None:
        named = " ".join(filter(None, (source.product, source.category, source.service)))
        raise QueryError(f"it is about {named or 'nothing that it names'}, which is not in EVE events.")
    if unknown := sorted(_names(each) - set(what.fields)):
        raise QueryError(f"it needs {', '.join(unknown[:4])}, for which {what.event_type} events have no field.")
    try:
        made = EveBackend(what.fields).filter_of(each)
    except (SigmaError, NotImplementedError, ValueError) as error:
        raise QueryError(f"it cannot be said in Lucene: {_first_line(error)}") from error
    return _narrowed(what, made)


def _narrowed(what: Kind, filter: str) -> str:
    made = lucene.both(f"event_type:{what.event_type}", filter)
    lucene.parse(made)
    return made


def _names(each: "SigmaRule") -> set[str]:
    found: set[str] = set()
    waiting: list[Any] = list(each.detection.detections.values())
    while waiting:
        item = waiting.pop()
        if hasattr(item, "detection_items"):
            waiting.extend(item.detection_items)
        elif item.field is not None:
            found.add(str(item.field))
    return found


def _first_line(error: object) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "."

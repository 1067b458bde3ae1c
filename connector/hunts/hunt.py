"""A hunt: one question asked of every window, as a YAML file declares it."""

from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

from connector import lucene
from connector.errors import ConfigError, QueryError
from connector.query import EVERYTHING

View = Literal["groups", "new", "long", "base64", "indicators", "beacons", "list"]
Order = Literal["count", "rarest", "last", "severity"]

_LONGEST = 4_000
"""Characters of any text of a file."""


@dataclass(frozen=True, slots=True)
class Hunt:
    """What is looked for, and how it is shown.

    Attributes:
        slug: the file's name without its ending; what the command line and the address call it.
        name: what people call it.
        question: the question that it answers, one sentence.
        filter: Lucene text: which events it looks at.
        why: why that is worth a look, in plain sentences.
        view: ``groups`` (of fields), ``new`` (groups that there were not before the window), ``long`` (long payloads), ``base64``
            (what it decodes to), ``indicators`` (inside payloads), ``beacons`` or ``list`` (what a list of indicators names).
        fields: what makes a row: one to three fields, once for each way in which versions of Suricata name them.
        columns: what stands over them.
        order: which rows come first.
        rare: only groups of at most so many events; 0 for any, as for the next ones.
        many: only groups of at least so many events.
        fan: only groups with at least so many targets.
        short: only groups whose first value has fewer letters.
        letters: of ``long``: the least number of letters.
        equal: only groups whose first two values are one.
        look: the first thing to look at, with ``{Column}`` for the values of the first row.
        reads: the types of events that it reads; ``any`` for all.
        needs: fields that must be logged: one of them is enough.
        normal: what is normal.
        next: what to do next, a step each.
        mitre: identifiers of ATT&CK techniques.
        own: whether the site added it.
    """

    slug: str
    name: str
    question: str
    filter: str = EVERYTHING
    why: str = ""
    view: View = "groups"
    fields: tuple[tuple[str, ...], ...] = (("src_ip", "dest_ip"),)
    columns: tuple[str, ...] = ("Source", "Target")
    order: Order = "count"
    rare: int = 0
    many: int = 0
    fan: int = 0
    short: int = 0
    letters: int = 0
    equal: bool = False
    look: str = ""
    reads: tuple[str, ...] = ("any",)
    needs: tuple[str, ...] = ()
    normal: str = ""
    next: tuple[str, ...] = ()
    mitre: tuple[str, ...] = ()
    own: bool = False


def hunt(slug: str, record: object, own: bool = False) -> Hunt:
    """The hunt that a file declares.

    Args:
        slug: the file's name without its ending.
        record: what was read from it.
        own: whether the site added it.

    Raises:
        ConfigError: something in it is missing or cannot be used; the sentence says what.
    """
    if not isinstance(record, dict):
        raise ConfigError("it must hold name, question and filter, each with a colon behind it.")
    known = {each.name for each in fields(Hunt)} - {"slug", "own"}
    if strange := sorted(str(key) for key in record if key not in known):
        raise ConfigError(f"{strange[0][:40]!r} is no part of a hunt: use {', '.join(sorted(known))}.")
    parts: dict[str, Any] = {key: _part(key, value) for key, value in record.items()}
    for key in ("name", "question"):
        if not parts.get(key):
            raise ConfigError(f"it needs a {key}.")
    try:
        lucene.parse(parts.get("filter", EVERYTHING))
    except QueryError as error:
        raise ConfigError(f"its filter cannot be read. {error}") from error
    if "fields" in parts and "columns" not in parts:
        parts["columns"] = parts["fields"][0]
    made = Hunt(slug=slug, own=own, **parts)
    if made.view != "list" and any(len(form) != len(made.columns) for form in made.fields):
        raise ConfigError("it needs a name in columns for each of its fields.")
    if made.equal and len(made.columns) < 2:
        raise ConfigError("equal compares two fields: name two.")
    return made


def record_of(made: Hunt) -> dict[str, Any]:
    """What `hunt` reads back: the parts that say something."""
    plain = {each.name: getattr(made, each.name) for each in fields(Hunt) if each.name not in ("slug", "own")}
    default = {each.name: each.default for each in fields(Hunt)}
    listed = {key: value for key, value in plain.items() if key in ("name", "question", "filter") or value != default[key]}
    return {key: _plain(value) for key, value in listed.items()}


def _plain(value: Any) -> Any:
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _part(key: str, value: object) -> object:
    match key:
        case "fields":
            return _forms(value)
        case "columns" | "reads" | "needs" | "next" | "mitre":
            return _texts(key, value)
        case "rare" | "many" | "fan" | "short" | "letters":
            # YAML's yes and no are numbers to Python.
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**9:
                raise ConfigError(f"{key} must be a number of 0 or more.")
            return value
        case "equal":
            if not isinstance(value, bool):
                raise ConfigError("equal must be true or false.")
            return value
        case "view" | "order":
            allowed = get_args(View if key == "view" else Order)
            if value not in allowed:
                raise ConfigError(f"{key} may be {', '.join(allowed)}.")
            return value
        case _:
            return _text(key, value)


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ConfigError(f"{key} must be a text of at most {_LONGEST:,} characters.")
    return " ".join(value.split()) if key != "filter" else value.strip()


def _texts(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 20:
        raise ConfigError(f"{key} must be a list of texts.")
    return tuple(_text(key, each) for each in value)


def _forms(value: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list) or not value:
        raise ConfigError("fields must be a list, such as [src_ip, dest_ip].")
    several = value if isinstance(value[0], list) else [value]
    forms = tuple(_texts("fields", each) for each in several)
    if any(not 1 <= len(form) <= 3 or not all(form) for form in forms) or len({len(form) for form in forms}) > 1:
        raise ConfigError("fields must be one to three names, the same number in each list.")
    return forms

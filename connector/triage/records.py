"""Steps as JSON, and back: what the file keeps, and what an export holds, a line a step."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from connector.errors import ConfigError, QueryError
from connector.judged import STATES
from connector.moment import parse_time
from connector.query import Query
from connector.triage.steps import Member, Standing, Step, Verdict
from connector.window import Window

KIND = "evelens.verdict"
VERSION = 1

_IDENTITY = re.compile("[0-9a-f]{32}")
_ACTIONS = ("verdict", "undo", "wake")
_LONGEST = 64 * 1024


def line(step: Step) -> str:
    """The step as one line of JSON, with what kind of line it is."""
    record = asdict(step)
    record["at"] = step.at.isoformat(timespec="microseconds")
    if step.verdict is not None:
        record["verdict"] = _verdict_record(step.verdict)
    filled = {name: value for name, value in record.items() if value not in (None, "")}
    return json.dumps({"kind": KIND, "version": VERSION, **filled})


def steps(lines: Iterable[str | bytes]) -> Iterator[Step]:
    """The steps of an export, in its order.

    Raises:
        ConfigError: a line is none; it is named, and nothing shall be kept of the others.
    """
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            yield step(text)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError, QueryError) as error:
            raise ConfigError(f"Line {number} is no verdict of EveLens: give the file as it was exported.") from error


def step(text: str | bytes) -> Step:
    """The step of one line.

    Raises:
        ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError, QueryError: it is none.
    """
    record = json.loads(text)
    if record["kind"] != KIND or record["version"] != VERSION or record["action"] not in _ACTIONS:
        raise ValueError("another kind of line")
    identity, about = record["identity"], record.get("about", "")
    if not _IDENTITY.fullmatch(identity) or not (about == "" or _IDENTITY.fullmatch(about)):
        raise ValueError("no identity")
    given = record.get("verdict")
    if (given is not None) != (record["action"] == "verdict"):
        raise ValueError("a verdict is missing, or too much")
    verdict = None if given is None else _verdict(given)
    source = _text(record["source"])
    if verdict is not None and verdict.source != source:
        raise ValueError("two sources")
    return Step(identity, _moment(record["at"]), _text(record["author"]), record["action"], source, verdict, about,
                _text(record.get("words", "")))  # fmt: skip


def _verdict_record(verdict: Verdict) -> dict[str, Any]:
    record = asdict(verdict)
    record |= {"window": verdict.window.text, "now": verdict.now.isoformat()}
    if verdict.standing is not None:
        standing = verdict.standing
        record["standing"] |= {"until": standing.until.isoformat(), "length": standing.length.total_seconds()}
    return {name: value for name, value in record.items() if value not in (None, "", (), [])}


def _verdict(record: Mapping[str, Any]) -> Verdict:
    if record["state"] not in (*STATES, "note"):
        raise ValueError("no state")
    now, arrival = _moment(record["now"]), record.get("arrival")
    members = tuple(Member(_values(each["values"]), _filter(each["filter"])) for each in record.get("members", ()))
    fields = tuple(map(_text, record.get("fields", ())))
    if any(len(member.values) != len(fields) for member in members):
        raise ValueError("values without fields")
    return Verdict(
        _text(record["source"]),
        record["state"],
        _filter(record["filter"]),
        Window.parse(_text(record["window"]), now),
        now,
        _text(record.get("store", "")),
        None if arrival is None else int(arrival),
        fields,
        members,
        _text(record.get("reason", "")),
        _text(record.get("note", "")),
        int(record.get("count", 0)),
        _standing(record["standing"]) if record.get("standing") else None,
        tuple(state for state in STATES if state in record.get("among", STATES)),
    )


def _standing(record: Mapping[str, Any]) -> Standing:
    targets, revisions = (tuple(map(_text, record[name])) for name in ("targets", "revisions"))
    return Standing(
        _moment(record["until"]), targets, revisions, int(record["count"]), timedelta(seconds=float(record["length"]))
    )


def _values(given: Any) -> tuple[str | None, ...]:
    return tuple(None if each is None else _text(each) for each in given)


def _filter(given: Any) -> str:
    return Query(_text(given)).filter


def _text(given: Any) -> str:
    if not isinstance(given, str) or len(given) > _LONGEST:
        raise TypeError("no text")
    return given


def _moment(given: Any) -> datetime:
    return parse_time(_text(given)).astimezone(UTC)

"""Hunts that a filter and groups answer, and those that look for groups which there were not before."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from connector import lucene
from connector.answers import Groups
from connector.hunts.found import EVENTS, FIRST, LAST, MANY, SOURCES, TARGETS, Asked, Choices, Found, as_found
from connector.hunts.hunt import Hunt
from connector.query import Query
from connector.window import Window

FIELD = "Field"
"""Over the column that says which of several fields a value is of."""


def groups(asked: Asked, query: Query, hunt: Hunt, buckets: int) -> Found:
    """The groups of the hunt's fields that pass its bounds; those of further forms are added up by their values."""
    answers = [answer_of(asked, query, hunt, form, buckets) for form in hunt.fields]
    kept = [(form, row) for form, answer in zip(hunt.fields, answers, strict=True) for row in _passing(hunt, form, answer.frame)]
    return _found(hunt, kept, answers)


def new(asked: Asked, query: Query, hunt: Hunt, buckets: int) -> Found:
    """The groups of the window that no event before it had, as far back as the source reaches.

    Of several forms, each stands for itself: a value is new for its field.
    """
    past = _past(asked, query)
    kept, answers = [], []
    for form in hunt.fields:
        now = answer_of(asked, query, hunt, form, buckets)
        answers.append(now)
        known = set()
        if past is not None and len(now.frame):
            before = answer_of(asked, past, hunt, form, 0)
            answers.append(before)
            known = set(before.frame[list(form)].itertuples(index=False, name=None))
        kept += [(form, row) for row in _passing(hunt, form, now.frame) if tuple(row[name] for name in form) not in known]
    return _found(hunt, kept, answers)


def answer_of(asked: Asked, query: Query, hunt: Hunt, form: tuple[str, ...], buckets: int) -> Groups:
    """The groups of one form. All forms are asked of the same events, which a server hands out once."""
    leading = [each[0] for each in hunt.fields]
    if all("." in name for name in leading):
        query = query.narrowed(lucene.any_of(*map(lucene.exists, leading)))
    return asked.groups(query, form, MANY, "severity" if hunt.order == "severity" else "count", buckets)


def searched_past(asked: Asked, query: Query) -> bool:
    """Whether the source has anything before the window, that something may be new against."""
    return _past(asked, query) is not None


def _past(asked: Asked, query: Query) -> Query | None:
    first, start = asked.span().first, query.window.start
    return replace(query, window=Window(first, start)) if first is not None and start is not None and first < start else None


def _passing(hunt: Hunt, form: tuple[str, ...], frame: pd.DataFrame) -> Iterable[dict[str, Any]]:
    for each in frame.to_dict("records"):
        row = {str(name): value for name, value in each.items()}
        first = row[form[0]]
        if pd.isna(first):
            continue
        if (hunt.rare and row["count"] > hunt.rare) or row["count"] < hunt.many or row["targets"] < hunt.fan:
            continue
        if (hunt.short and len(str(first)) >= hunt.short) or (hunt.equal and first != row[form[1]]):
            continue
        yield row


def _found(hunt: Hunt, kept: list[tuple[tuple[str, ...], dict[str, Any]]], answers: list[Groups]) -> Found:
    merged: dict[tuple[Any, ...], tuple[tuple[str, ...], dict[str, Any]]] = {}
    apart = hunt.view == "new" and len(hunt.fields) > 1
    for form, row in kept:
        key = (*(form if apart else ()), *(None if pd.isna(row[name]) else row[name] for name in form))
        merged[key] = (form, row) if key not in merged else (merged[key][0], _added(merged[key][1], row))
    ordered = sorted(merged.values(), key=lambda pair: _rank(hunt, *pair))
    rows = [({FIELD: form[0]} if apart else {}) | _row(hunt, form, row) for form, row in ordered]
    choices: list[Choices] = [
        tuple((name, None if pd.isna(row[name]) else str(row[name])) for name in form) for form, row in ordered
    ]
    trends = [row["trend"] for _, row in ordered if "trend" in row]
    return as_found(rows, choices, tuple(map(sum, zip(*trends, strict=True))), answers)


def _row(hunt: Hunt, form: tuple[str, ...], row: dict[str, Any]) -> dict[str, Any]:
    shown = {label: None if pd.isna(row[name]) else row[name] for label, name in zip(hunt.columns, form, strict=True)}
    shown |= {EVENTS: int(row["count"])}
    shown |= {SOURCES: int(row["sources"])} if "src_ip" not in form else {}
    shown |= {TARGETS: int(row["targets"])} if "dest_ip" not in form else {}
    return shown | {FIRST: row["first"], LAST: row["last"]}


def _added(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    both = one | {name: one[name] + other[name] for name in ("count", "sources", "targets")}
    both |= {"first": min(one["first"], other["first"]), "last": max(one["last"], other["last"])}
    if "trend" in one:
        both["trend"] = [left + right for left, right in zip(one["trend"], other["trend"], strict=True)]
    return both


def _rank(hunt: Hunt, form: tuple[str, ...], row: dict[str, Any]) -> tuple[Any, ...]:
    count = int(row["count"])
    named = tuple(str(row[name]) for name in form)
    match hunt.order:
        case "rarest":
            return (count, named)
        case "last":
            return (-row["last"].timestamp() if not pd.isna(row["last"]) else 0, -count, named)
        case "severity":
            return (999 if pd.isna(row["severity"]) else int(row["severity"]), -count, named)
        case _:
            return (-count, named)

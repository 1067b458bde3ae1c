"""A profile: a row for each value of a field, with what it comes with. Pure functions."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ui import clauses, text
from ui.clauses import Choices
from ui.protocols.rows import SHOWN, Rows, answering, shown, value

_TOPS = 3
_TOP = 60
"""How many values are named, and how many letters of each."""

_SEPARATOR = "  ·  "
_EXACT = {"src_ip": "sources", "dest_ip": "targets"}
"""Counts of different addresses that groups bring along: they hold where there are more combinations than an answer holds."""


def rows_of(
    forms: tuple[tuple[str, ...], ...], alone: pd.DataFrame, together: Sequence[pd.DataFrame], count: int | None, spread: bool
) -> Rows:
    """A row for each value of the first field: how many values of the others it comes with, and the most frequent of them.

    Args:
        forms: the fields; the first one is the same in each form.
        alone: groups of the first field: their events, and how many addresses they have.
        together: for each form the groups of all of its fields.
        count: how many values of the first field there are; ``None`` when the source cannot say.
        spread: whether the rows with the most different values of the second field stand first, and not those with most events.

    Returns:
        ``key0``, ``Events``, and for each further field ``count1`` (int64) and ``top1`` (the most frequent values, as one text).
    """
    fields = forms[0]
    both = _joined(forms, alone[fields[0]], together)
    counts = {place: _distinct(fields[place], alone, both, f"key{place}") for place in range(1, len(fields))}
    # Without the key, only the protocol's own fields say something: an address has every event.
    told = sum((counts[place] for place in counts if "." in fields[place]), pd.Series(0, index=alone.index)) > 0
    kept = alone.assign(order=counts[1])[answering(fields[:1], alone) if spread else alone[fields[0]].notna() | told]
    ordered = kept.sort_values(["order", "count"] if spread else "count", ascending=False, kind="stable").head(SHOWN)
    columns: dict[str, Any] = {
        "key0": pd.Series([shown(fields[0], key) for key in ordered[fields[0]]], dtype=object),
        "Events": ordered["count"].reset_index(drop=True),
    }
    for place, distinct in counts.items():
        columns[f"count{place}"] = distinct[ordered.index].reset_index(drop=True)
        columns[f"top{place}"] = _tops(fields[place], both, f"key{place}", ordered.index)
    choices: tuple[Choices, ...] = tuple(((fields[0], value(fields[0], key)),) for key in ordered[fields[0]])
    filters = tuple(tuple(clauses.only(name, each) for name, each in row) for row in choices)
    whole = count is not None and count <= len(alone)
    left = len(kept) if whole else None if len(kept) < len(alone) else count
    return Rows(pd.DataFrame(columns), filters, choices, left)


def _joined(forms: tuple[tuple[str, ...], ...], keys: pd.Series, together: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The groups of all forms under one name a field, with ``row``: where their first key stands among ``keys``."""
    renamed = [
        frame.rename(columns={name: f"key{place}" for place, name in enumerate(form)})
        for form, frame in zip(forms, together, strict=True)
    ]
    both = pd.concat(renamed, ignore_index=True)
    place = {None if pd.isna(key) else key: row for key, row in zip(keys, keys.index, strict=True)}
    rows = [place.get(None if pd.isna(key) else key) for key in both["key0"]]
    return both.assign(row=pd.Series(rows, index=both.index, dtype="Int64")).dropna(subset="row")


def _distinct(field: str, alone: pd.DataFrame, both: pd.DataFrame, column: str) -> "pd.Series[int]":
    if field in _EXACT:
        return alone[_EXACT[field]]
    counted = both.groupby("row")[column].nunique()
    return counted.reindex(alone.index, fill_value=0).astype("int64")


def _tops(field: str, both: pd.DataFrame, column: str, rows: pd.Index) -> "pd.Series[str]":
    own = both[both["row"].isin(rows)].dropna(subset=column)
    counts = own.groupby(["row", column], sort=False, as_index=False)["count"].sum()
    counts = counts.sort_values("count", ascending=False, kind="stable")
    named: dict[int, list[str]] = {}
    for row, key in counts.groupby("row").head(_TOPS + 1)[["row", column]].itertuples(index=False, name=None):
        named.setdefault(int(row), []).append(text.visible(shown(field, key), _TOP))
    texts = [_SEPARATOR.join(each[:_TOPS] + ["…"] * (len(each) > _TOPS)) for each in (named.get(int(row), []) for row in rows)]
    return pd.Series(texts, dtype=object)

"""Who, what and to whom: groups of alerts as the rows that tables and bars show. Pure functions.

Every text that comes out is safe to show in a cell or a chart; the values themselves stay beside it, for filters.
"""

import pandas as pd

from ui import clauses, text
from ui.charts import SEVERITIES

NO_SIGNATURE = "(no signature)"
EMPTY = "(empty)"
MISSING = "(none)"


def severity_counts(values: pd.DataFrame, total: int) -> dict[str, int]:
    """Alerts by the word of their severity; words without alerts are left out.

    Args:
        values: the values of ``alert.severity``.
        total: all alerts, those without a severity too.
    """
    unranked = total - int(values["count"].sum())
    counts = {severity_word(None): unranked} if unranked > 0 else {}
    for key, count in zip(values["key"], values["count"], strict=True):
        word = severity_word(key)
        counts[word] = counts.get(word, 0) + int(count)
    return counts


def severity_word(value: object) -> str:
    """``severe``, ``suspicious`` or ``contextual``: what a rule author ranks below 3, or not at all, asks for no more."""
    return SEVERITIES.get(str(value), "contextual")


def signatures(now: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """The signatures of a window beside the window before, worst first, then most alerts.

    Args:
        now: groups of ``alert.signature`` and ``alert.signature_id``, with ``trend``. Rules with one text are one signature.
        before: the values of ``alert.signature`` in the window before; ``None`` when nothing is known of it.

    Returns:
        ``Severity`` and ``New`` (lists of words), ``Signature`` (safe text), ``Trend`` (lists), ``Now``, ``Before`` (Int64,
        null when unknown), and ``choices`` (`ui.clauses.Choices`).
    """
    earlier = None if before is None else dict(zip(before["key"], before["count"], strict=True))
    rows = []
    texts = now.groupby("alert.signature", dropna=False, sort=False)
    found = texts.agg(severity=("severity", "min"), count=("count", "sum"), trend=("trend", _added)).reset_index()
    found = found.sort_values(["severity", "count"], ascending=[True, False], kind="stable")
    columns = (found[name] for name in ("alert.signature", "severity", "count", "trend"))
    for name, severity, count, trend in zip(*columns, strict=True):
        known = not pd.isna(name)
        past = None if earlier is None else earlier.get(name, 0) if known else None
        rows.append(
            {
                "Severity": [severity_word(severity)],
                "Signature": (text.visible(name) or EMPTY) if known else NO_SIGNATURE,
                "New": ["new"] if past == 0 else [],
                "Trend": list(trend),
                "Now": int(count),
                "Before": past,
                "choices": (("alert.signature", name if known else None),),
            }
        )
    names = ["Severity", "Signature", "New", "Trend", "Now", "Before", "choices"]
    return pd.DataFrame(rows, columns=names).astype({"Now": "int64", "Before": "Int64"})


def _added(trends: pd.Series) -> list[int]:
    return [sum(counts) for counts in zip(*trends, strict=True)]


def by_severity(groups: pd.DataFrame, field: str, size: int) -> tuple[pd.DataFrame, tuple[clauses.Choices, ...]]:
    """The values of a field with the most alerts, each divided by severity.

    Args:
        groups: groups of the field and ``alert.severity``.
        field: the field.
        size: how many values.

    Returns:
        The parts that `ui.charts.ranked` draws, and what each row stands for.
    """
    keys = groups[field].fillna("").astype(object)
    totals = groups["count"].groupby(keys).sum().sort_values(ascending=False, kind="stable").head(size)
    place = {key: row for row, key in enumerate(totals.index)}
    shown = groups[keys.isin(place)]
    parts = pd.DataFrame(
        {
            "row": [place[key] for key in keys[shown.index]],
            "label": [text.address(key) or MISSING for key in keys[shown.index]],
            "word": [severity_word(key) for key in shown["alert.severity"]],
            "count": shown["count"].astype("int64").to_numpy(),
        }
    )
    ranked = parts.groupby(["row", "label", "word"], as_index=False, sort=True).agg(count=("count", "sum"))
    return ranked, tuple(((field, key or None),) for key in totals.index)


def by_word(values: pd.DataFrame, field: str, name: "dict[str, str]") -> tuple[pd.DataFrame, tuple[clauses.Choices, ...]]:
    """The most frequent values of a field as the parts that `ui.charts.ranked` draws, and what each row stands for.

    Args:
        values: the frame of a `connector.answers.Values`.
        field: the field.
        name: the vocabulary's word for a value; ``other`` where it has none.
    """
    parts = pd.DataFrame(
        {
            "row": range(len(values)),
            "label": [text.visible(key, 40) or MISSING for key in values["key"]],
            "word": [name.get(str(key), "other") for key in values["key"]],
            "count": values["count"].astype("int64").to_numpy(),
        }
    )
    return parts, tuple(((field, key),) for key in values["key"].to_list())


def pairs(groups: pd.DataFrame, size: int) -> pd.DataFrame:
    """Who talks to whom, worst first, then most alerts.

    Args:
        groups: groups of ``src_ip``, ``dest_ip`` and ``alert.signature``.
        size: how many pairs.

    Returns:
        ``Worst`` (lists of words), ``Source``, ``Target`` (safe text), ``Alerts``, ``Signatures`` (int64), ``Last`` (UTC)
        and ``choices`` (`ui.clauses.Choices`).
    """
    both = groups.assign(src_ip=groups["src_ip"].fillna(""), dest_ip=groups["dest_ip"].fillna(""))
    found = both.groupby(["src_ip", "dest_ip"], as_index=False).agg(
        severity=("severity", "min"), Alerts=("count", "sum"), Signatures=("count", "size"), Last=("last", "max")
    )
    found = found.sort_values(["severity", "Alerts"], ascending=[True, False], kind="stable", ignore_index=True).head(size)
    ends = list(zip(found["src_ip"], found["dest_ip"], strict=True))
    choices = [(("src_ip", source or None), ("dest_ip", target or None)) for source, target in ends]
    return found.assign(
        Worst=pd.Series([[severity_word(severity)] for severity in found["severity"]], index=found.index, dtype=object),
        Source=[text.address(source) or MISSING for source, _ in ends],
        Target=[text.address(target) or MISSING for _, target in ends],
        choices=choices,
    )

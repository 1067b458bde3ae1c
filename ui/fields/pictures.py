"""Groups as bars and as streams: pure functions from an answer to what is drawn, and what a click on it means."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ui import clauses, rankings, text
from ui.charts import Stop, Stream
from ui.clauses import Choices

BARS, STREAMS = 12, 40
"""Groups that are drawn."""

_NAME = 80
"""Characters of a value in the picture; its label is cut further, to fit."""

_JOINED = " · "


def bars(shown: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """The first groups as the parts that `ui.charts.ranked` draws.

    Args:
        shown: a column of safe texts for each key, a row a group.
        groups: the frame of a `connector.answers.Groups`, in the same order.
    """
    labels: list[str] = []
    for row in shown.head(BARS).itertuples(index=False, name=None):
        label = _JOINED.join(text.visible(key, _NAME) for key in row)
        # One label is one bar: two values may be cut to the same text.
        labels.append(f"{label} ({labels.count(label) + 1})" if label in labels else label)
    drawn = groups.head(len(labels))
    words = ["dns" if pd.isna(each) else rankings.severity_word(each) for each in drawn["severity"]]
    return pd.DataFrame({"row": range(len(labels)), "label": labels, "word": words, "count": drawn["count"].to_list()})


def streams(
    shown: pd.DataFrame, choices: Sequence[Choices], counts: Sequence[int]
) -> tuple[list[Stop], list[Stream], list[Choices]]:
    """The first groups as streams from the values of one field to those of the next; of one field from all of them to each.

    Args:
        shown: a column of safe texts for each key, a row a group.
        choices: the values of each group, in the order of the columns.
        counts: the events of each group.

    Returns:
        The stops and the streams, as `ui.charts.streams` draws them, and the values of each stop: none of what stands for all.
    """
    places: dict[tuple[int, object], int] = {}
    stops: list[Stop] = []
    meant: list[Choices] = []
    weights: dict[tuple[int, int], int] = {}
    total = sum(counts[:STREAMS])
    rows = shown.head(STREAMS).itertuples(index=False, name=None)
    for row, own, count in zip(rows, choices, counts, strict=False):
        ends = list(zip(row, own, strict=True))
        if len(ends) == 1:
            ends = [(f"{text.number(total)} events", None), *ends]
        before: int | None = None
        for column, (name, value) in enumerate(ends):
            if (column, value) not in places:
                places[column, value] = len(stops)
                stops.append(Stop(column, text.visible(name, _NAME)))
                meant.append(() if value is None else (value,))
            here = places[column, value]
            if before is not None:
                weights[before, here] = weights.get((before, here), 0) + int(count)
            before = here
    return stops, [Stream(*ends, weight) for ends, weight in weights.items()], meant


def clicked(selected: Sequence[Mapping[str, Any]], links: Sequence[Stream], meant: Sequence[Choices]) -> tuple[str, ...]:
    """The filters of what was clicked in the streams: one of a stop, two of a stream; none of what is not drawn any more.

    Args:
        selected: as Streamlit gives it: entries with ``data_type`` and ``data_indices``.
        links: the streams.
        meant: the values of each stop.
    """
    for group in selected:
        for index in group["data_indices"]:
            if group["data_type"] == "edge" and index < len(links):
                values = (*meant[links[index].source], *meant[links[index].target])
            elif group["data_type"] != "edge" and index < len(meant):
                values = meant[index]
            else:
                continue
            return tuple(clauses.only(field, value) for field, value in values)
    return ()

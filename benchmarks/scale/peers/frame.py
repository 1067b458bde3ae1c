"""``json_normalize`` and pandas, as notebooks do it: a hundred thousand events, for more need more memory than there is."""

import json
from fileinput import FileInput
from itertools import islice
from time import perf_counter

import pandas as pd

from benchmarks.scale.peers import Asked, report, task

_MOST = 100_000


def main() -> None:
    """Reads the first files' first events into one frame, and asks it."""
    paths, _, rounds = task()
    begin = perf_counter()
    with FileInput(paths, mode="rb") as lines:
        frame = pd.json_normalize([json.loads(line) for line in islice(lines, _MOST)])
    seconds = perf_counter() - begin
    times = pd.to_datetime(frame["timestamp"], utc=True)

    def column(name: str) -> pd.Series:
        return frame[name] if name in frame else pd.Series(dtype=object, index=frame.index)

    def ranged(asked: Asked) -> int:
        name, low, high = asked.range
        return int(pd.to_numeric(column(name), errors="coerce").between(low, high).sum())

    def top_of_a_day(asked: Asked) -> object:
        start, stop = map(pd.Timestamp, asked.day)
        return frame.loc[(times >= start) & (times < stop), "src_ip"].value_counts().head(10)

    ask = {
        "value": lambda asked: int((column(asked.value[0]) == asked.value[1]).sum()),
        "exists": lambda asked: int(column(asked.exists).notna().sum()),
        "range": ranged,
        "wildcard": lambda asked: int(column(asked.wildcard[0]).astype(str).str.contains(asked.wildcard[1], regex=False).sum()),
        "top": lambda asked: frame["src_ip"].value_counts().head(10),
        "top of a day": top_of_a_day,
        "newest": lambda asked: frame.loc[times.nlargest(10_000).index],
    }
    report(len(frame), seconds, 0, ask, rounds)


if __name__ == "__main__":
    main()

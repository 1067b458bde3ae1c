"""``json.loads`` of every line on one core: what reading costs at the very least."""

import json
from time import perf_counter

from benchmarks.scale.peers import report, task


def main() -> None:
    """Reads, keeps nothing, answers nothing."""
    paths, _, rounds = task()
    events, seconds = 0, 0.0
    for path in paths:
        with path.open("rb") as file:
            begin = perf_counter()
            for line in file:
                json.loads(line)
                events += 1
            seconds += perf_counter() - begin
    report(events, seconds, 0, {}, rounds)


if __name__ == "__main__":
    main()

"""A process that is killed: it reads, follows or seals until then, and says what it has committed."""

import sys
from pathlib import Path
from threading import Event

from connector.answers import Progress
from connector.engine import pieces, sealer
from connector.engine.follow import Look, follow
from connector.engine.ingest import ingest
from connector.engine.sealer import Sealer
from connector.engine.store import Store

MANY = 6
"""Small segments that are sealed at once."""


def bulk(folder: Path, store: Store) -> None:
    """Reads all files in pieces of a few lines, in processes of its own."""

    def report(progress: Progress) -> None:
        say(progress.events)

    ingest([folder], store, report, workers=2)


def live(folder: Path, store: Store) -> None:
    """Follows the files, and seals behind."""
    events = 0

    def report(look: Look) -> None:
        nonlocal events
        events += look.events
        say(events)

    follow([str(folder)], store, Event(), on_look=report, pause=0.01)


def sealing(folder: Path, store: Store) -> None:
    """Seals what is small, again and again."""
    with Sealer(store, silence=0) as sealing_it:
        while True:
            sealing_it.tend()
            sealing_it.finish()


def say(committed: int) -> None:
    """Tells how many events this process has committed."""
    print(committed, flush=True)


if __name__ == "__main__":
    pieces.MOST_LINES, sealer.MANY = 500, MANY
    say(0)
    {"bulk": bulk, "live": live, "sealing": sealing}[sys.argv[1]](Path(sys.argv[2]), Store(Path(sys.argv[3])))

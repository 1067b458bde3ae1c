"""What is true of a whole store, in a file of its own with a checksum."""

import json
import os
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

from connector.engine.durable import sync_folder
from connector.engine.names import UNFINISHED
from connector.errors import SourceUnreachable

NAME = "store.json"


@dataclass(frozen=True, slots=True)
class Record:
    """What is true of a whole store.

    Attributes:
        id: of the store; empty as long as nothing was written.
        before: events before this time are hidden: ISO 8601, UTC; empty when none are.
        damaged: the file is not what was written, so that neither is known.
    """

    id: str = ""
    before: str = ""
    damaged: bool = False


def read_record(folder: Path) -> Record:
    """The record of the store in a folder; an empty one where there is none.

    Raises:
        SourceUnreachable: there is one that cannot be read: without it, dropped events would be back.
    """
    try:
        text = (folder / NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return Record()
    except OSError as error:
        raise SourceUnreachable(f"{folder / NAME} cannot be read: {error.strerror}.") from error
    try:
        said = json.loads(text)
        record = Record(said["id"], said["before"])
        known = said == _checked(record) or said == {"id": record.id, "before": record.before}  # as it was written at first
    except (ValueError, TypeError, KeyError):
        known = False
    return record if known else Record(damaged=True)


def write_record(folder: Path, record: Record) -> None:
    """Puts the record in the place of the one there was, and brings it to the disk."""
    unfinished = folder / ("store" + UNFINISHED)
    with unfinished.open("w") as file:
        file.write(json.dumps(_checked(record)))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / NAME)
    sync_folder(folder)


def _checked(record: Record) -> dict[str, object]:
    said = asdict(record)
    del said["damaged"]
    return {**said, "check": zlib.crc32(json.dumps(said).encode())}

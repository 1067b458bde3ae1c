"""Sources over events that a test makes."""

import json
from pathlib import Path

from connector.config import Config
from connector.source import Source
from connector.sources import eve
from connector.window import Window
from tests import small

DAY = Window.between("2026-10-31T00:00:00Z", "2026-11-01T00:00:00Z")
"""The day of `tests.small`."""


def source(folder: Path, *events: dict[str, object]) -> Source:
    """A source that holds these events."""
    path = folder / "eve.json"
    path.write_text("".join(json.dumps(event) + "\n" for event in events or small.events()))
    made = eve.open(Config(source="eve", eve_path=(str(path),), data=folder / "data"), "eve")
    made.read()
    return made

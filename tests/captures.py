"""Where the big real captures lie: outside the repository."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("EVELENS_TEST_DATA") or Path(__file__).parents[2] / "shared" / "data")


def path(name: str) -> Path:
    """The file of that name; a test that needs a missing one says so and does not run."""
    found = FOLDER / name
    if not found.exists():
        pytest.skip(f"real captures: {name} is missing")
    return found

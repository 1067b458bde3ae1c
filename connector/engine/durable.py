"""Names that outlive a loss of power."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Brings what was renamed in a folder to the disk: a file that was synced keeps its old name without it."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

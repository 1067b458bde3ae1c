"""Times as segments hold them."""

from datetime import datetime

import numpy as np


def moment(time: datetime | None) -> np.datetime64:
    """A time of a window as segments hold it: UTC, microseconds; NaT for ``None``."""
    return np.datetime64("NaT" if time is None else time.replace(tzinfo=None), "us")

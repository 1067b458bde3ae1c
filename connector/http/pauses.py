"""How long to wait before asking again."""

import random
import time
from datetime import UTC
from email.utils import parsedate_to_datetime

from connector.http import limits


def back_off(tries: int, asked: str | None = None) -> float:
    """Seconds before the next try: growing and jittered, and what the server asks for on top of the jitter where that is longer.

    Args:
        tries: how often it was asked; 1 at least.
        asked: the server's ``Retry-After``: seconds, or a date. What is neither counts as nothing.
    """
    own = limits.PAUSE * 2.0 ** (tries - 1) * random.uniform(0.5, 1.5)
    wanted = _seconds(asked or "")
    # Askers that were sent away together must not come back together.
    return own if wanted <= 0 else max(own, wanted + random.uniform(0, limits.PAUSE))


def _seconds(asked: str) -> float:
    if asked.isascii() and asked.isdecimal():
        return float(asked[:9])  # more digits are decades too
    try:
        moment = parsedate_to_datetime(asked)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - time.time()
    except (ValueError, OverflowError):
        return 0.0

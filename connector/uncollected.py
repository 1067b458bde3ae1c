"""Work that makes very many objects and no cycle among them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Python does not look for cycles inside: among the values of large answers that takes up to half of the time.

    For threads too: whoever finds the search switched off leaves it as it is.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()

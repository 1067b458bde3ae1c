"""What the tests of the engine share."""

import pytest

from connector.engine import pieces
from connector.engine.ingest import ingest
from connector.engine.store import Store
from tests.engine import made
from tests.engine.mixed import EVENTS, UNTIMED


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Many small segments, in no order of time."""
    folder = tmp_path_factory.mktemp("answers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "MOST_LINES", 70)
        made_store = Store(folder / "store")
        ingest([made.write(folder / "eve.json", EVENTS + UNTIMED)], made_store)
    return made_store

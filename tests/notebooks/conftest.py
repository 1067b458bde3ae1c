"""The client over one small capture, on files and through HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.notebooks import RESTSciriusConnector
from tests import small
from tests.wire import serving

TOKEN = "a-token-nobody-may-read"
FROM, TO = "2026-10-31T00:00:00Z", "2026-10-31T12:00:00Z"


@pytest.fixture
def on_files(bare_environment: Path) -> RESTSciriusConnector:
    """Over the small capture's file."""
    return RESTSciriusConnector(eve=small.write(bare_environment / "eve.json")).set_query_timeframe(FROM, TO)


@pytest.fixture
def on_server(on_files: RESTSciriusConnector) -> Iterator[RESTSciriusConnector]:
    """Over a server that holds the same events."""
    with serving(on_files.source, TOKEN) as address:
        yield RESTSciriusConnector(scirius_host=address, scirius_token=TOKEN).set_query_timeframe(FROM, TO)


@pytest.fixture(params=["files", "server"])
def client(request: pytest.FixtureRequest) -> RESTSciriusConnector:
    """Each of them."""
    found: RESTSciriusConnector = request.getfixturevalue(f"on_{request.param}")
    return found

"""What an answer lacks is told in a header."""

import json
from pathlib import Path
from urllib.parse import urlencode

from connector.config import Config
from connector.sources import eve, scirius
from tests import small
from tests.server.conftest import DAY
from tests.test_server import TOKEN, request
from tests.wire import serving

ES = "/rest/rules/es/"


def told(base: str, name: str, **parameters: object) -> list[str]:
    status, _, headers = request(f"{base}{ES}{name}/?{urlencode({**DAY, **parameters})}")
    assert status == 200
    found: list[str] = json.loads(headers.get("evelens-notes", "[]"))
    return found


def test_lines_that_could_not_be_read_and_floors_are_told(tmp_path: Path) -> None:
    path = small.write(tmp_path / "eve.json")
    with path.open("ab") as file:
        file.write(b"{broken\n")
    source = eve.open(Config(source="eve", eve_path=(str(path),), data=tmp_path / "data"), "eve")
    source.read()
    with serving(source, TOKEN) as first:
        (lines,) = told(first, "alerts_count")
        assert lines.startswith("1 line of eve.json could not be read.")
        behind = scirius.open(Config(scirius_host=first, scirius_token=TOKEN), "scirius")
        with serving(behind, TOKEN) as second:
            assert told(second, "alerts_count") == []
            (floor,) = told(second, "alerts_count", qfilter="curl")
            assert "looked for in" in floor
    with serving(source, TOKEN, as_recorded=True) as double:
        assert told(double, "alerts_count") == []

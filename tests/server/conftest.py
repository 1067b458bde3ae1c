"""A capture with what the real server leaves out, and one of more alerts than it counts."""

import pytest

from connector.config import Config
from connector.source import Source
from connector.sources import eve
from tests import small

DAY = {
    "from_date": str(int(small.END.timestamp() - 86_400) * 1_000),
    "to_date": str(int(small.END.timestamp()) * 1_000),
    "interval": "3600",
}
"""The day of the small captures."""

LONG = "/" + "a" * 300
BEYOND = 2**63 + 5


def _opened(folder: "pytest.TempPathFactory", events: list[dict[str, object]]) -> Source:
    path = small.write(folder.mktemp("capture") / "eve.json", *events)
    source = eve.open(Config(source="eve", eve_path=(str(path),), data=path.parent / "data"), "eve")
    source.read()
    return source


@pytest.fixture(scope="session")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """40 events: the thirty small ones, one of TLS, and nine that the real server counts in part or not at all."""
    sensors = [small.alert(40 + number, 3, "by sensor") | {"host": f"sensor-{name}"} for number, name in enumerate("bcdef")]
    hostless = {key: value for key, value in small.alert(46, 3, "no sensor").items() if key != "host"}
    metadata = {"created_at": ["2010_07_30"], "updated_at": ["2020_01_02"]}
    known = small.event(45, event_type="alert", alert={"signature": "KNOWN rule", "signature_id": 77, "rev": 3, "severity": 3,
                                                       "category": "Misc activity", "metadata": metadata})  # fmt: skip
    flow = small.event(
        47, src_ip="2001:0db8:0000:0000:0000:0000:0000:0001", flow={"bytes_toserver": 100, "bytes_toclient": 1_000}
    )
    long = small.event(48, event_type="smb", flow_id=7, smb={"session_id": BEYOND}, http={"url": LONG}, tx_guessed=True)
    tls = small.event(49, event_type="tls", tls={"sni": "example.com"})
    return _opened(tmp_path_factory, [*sensors, hostless, known, flow, long, tls])


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Source:
    """10,130 events of one flow and 10,105 alerts: more than the real server counts."""
    return _opened(
        tmp_path_factory,
        [small.event(number % 60, event_type="alert", flow_id=7, alert={"signature": "busy", "severity": 3, "signature_id": 9})
         for number in range(10_100)],
    )  # fmt: skip

"""Similar alerts: each likeness finds what it says."""

from pathlib import Path

from connector.query import Query
from tests import small
from tests.ui.alerts.test_groups import DAY
from tests.ui.conftest import read
from ui.alerts.similar import _narrowed, likenesses
from ui.selection import Selection


def test_likenesses_find_what_they_say(capture: Path) -> None:
    alert = small.alert(21, 2, "x") | {"src_ip": "10.0.0.0"}
    small.write(capture, *(small.alert(30 + number, 2, "x") for number in range(6)), small.alert(36, 1, "y"))
    read()
    alerts = Selection("eve", Query("event_type:alert", DAY))
    raw = list(alerts.events(("src_ip", "alert.signature_id")).frame.itertuples(index=False))
    same = [source for source, sid in raw if sid == 1_000_002]
    counts = [_narrowed(alerts, chips).trend().count for _, chips in likenesses(alert)]
    assert counts == [
        sum(source != "10.0.0.0" for source in same),
        sum(source == "10.0.0.0" and sid != 1_000_002 for source, sid in raw),
        sum(sid != 1_000_002 for _, sid in raw),
    ]
    assert all(counts)
    assert likenesses({"src_ip": "10.0.0.1"}) == []

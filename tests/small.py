"""A small capture made here: what tests ask when the real ones would hide the point."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

END = datetime(2026, 10, 31, 12, tzinfo=UTC)
"""The first moment after its newest event."""

MARKUP = "<img src=x onerror=alert(1)> ![a](https://evil.test/x.png) **bold** :red[red]"


def event(number: int, **more: object) -> dict[str, object]:
    """One event; the ``number``-th before `END`, a minute apart."""
    moment = END - timedelta(minutes=number + 1)
    return {
        "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%S.%f+0000"),
        "flow_id": 2**51 - 1 - number,
        "event_type": "flow",
        "src_ip": f"10.0.0.{number % 3}",
        "src_port": 40_000 + number,
        "dest_ip": "192.0.2.80",
        "dest_port": 80,
        "proto": "TCP",
        "host": "sensor-a",
    } | more


def alert(number: int, severity: int, signature: str) -> dict[str, object]:
    """One alert."""
    return event(
        number, event_type="alert", alert={"signature": signature, "severity": severity, "signature_id": 1_000_000 + severity}
    )


def events() -> list[dict[str, object]]:
    """Thirty events: twenty flows, five alerts, five http requests; oldest last."""
    flows = [event(number) for number in range(20)]
    alerts = [alert(20 + number, 1 + number % 3, f"EVELENS TEST signature {number % 2}") for number in range(4)]
    alerts.append(alert(24, 2, MARKUP))
    http = [
        event(25 + number, event_type="http", http={"url": f"/page/{number}", "status": 200, "http_user_agent": "curl/8.1"})
        for number in range(5)
    ]
    return flows + alerts + http


def line(event: dict[str, object]) -> str:
    """One line of a capture."""
    return json.dumps(event) + "\n"


def write(path: Path, *more: dict[str, object]) -> Path:
    """Writes the capture, oldest first, with what is added to it."""
    lines = [json.dumps(each) for each in [*reversed(events()), *more]]
    path.write_text("\n".join(lines) + "\n")
    return path

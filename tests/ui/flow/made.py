"""Events of one flow, made here: a client that asks a server again and again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from ui.facts import Event
from ui.flow.conversation import Tale, tale

START = datetime(2026, 10, 31, 12, tzinfo=UTC)
CLIENT, SERVER = "10.0.0.5", "192.0.2.7"


def written(seconds: float) -> str:
    return (START + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")


def event(kind: str, seconds: float, back: bool = False, **more: object) -> dict[str, object]:
    """One event, so many seconds after the start; ``back`` for one that the server is the source of."""
    ends = (SERVER, 80, CLIENT, 50_000) if back else (CLIENT, 50_000, SERVER, 80)
    return {
        "timestamp": written(seconds),
        "flow_id": 77,
        "event_type": kind,
        "proto": "TCP",
        "app_proto": "http",
    } | dict(zip(("src_ip", "src_port", "dest_ip", "dest_port"), ends, strict=True)) | more  # fmt: skip


def http(seconds: float, url: str, status: int | None = 200, **more: object) -> dict[str, object]:
    answer = {} if status is None else {"status": status, "length": 112, "http_content_type": "application/json"}
    return event("http", seconds, http={"hostname": SERVER, "url": url, "http_method": "POST", **answer}, **more)


def alert(seconds: float, signature: str, severity: int = 1, **more: object) -> dict[str, object]:
    return event("alert", seconds, alert={"signature": signature, "severity": severity}, **more)


def flow(start: float, end: float, **more: object) -> dict[str, object]:
    record = {
        "start": written(start),
        "end": written(end),
        "age": int(end - start),
        "bytes_toserver": 63_100,
        "bytes_toclient": 74_800,
        "pkts_toserver": 2_410,
        "pkts_toclient": 2_388,
        "state": "closed",
    }
    return event("flow", end + 60, flow=record, **more)


def told(events: Sequence[Event], pair: tuple[str, ...] = ()) -> Tale:
    """What these events tell, given in any order."""
    ordered = sorted(events, key=lambda event: str(event.get("timestamp")))
    times = [None if "timestamp" not in event else _microseconds(str(event["timestamp"])) for event in ordered]
    return tale(ordered, times, pair)


def _microseconds(text: str) -> int:
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)

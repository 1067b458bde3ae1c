"""Hand-made flows: an alert and what else was logged of it."""

from datetime import UTC, datetime, timedelta

from ui.alerts.statements import After, Contact, Evidence
from ui.facts import Event

NOON = datetime(2026, 10, 31, 12, tzinfo=UTC)
CLIENT, SERVER, OTHER = "10.0.0.7", "192.0.2.80", "198.51.100.9"


def event(kind: str, seconds: float = 0, **more: object) -> Event:
    """An event of the flow from `CLIENT` to `SERVER`, some seconds after noon."""
    return {
        "timestamp": (NOON + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%f+0000"),
        "flow_id": 77,
        "event_type": kind,
        "src_ip": CLIENT,
        "src_port": 40_001,
        "dest_ip": SERVER,
        "dest_port": 80,
        "proto": "TCP",
    } | more


def alert(action: str = "allowed", **more: object) -> Event:
    """An alert on the client's packet, at noon."""
    rule = {"signature": "EVELENS TEST", "signature_id": 1_000_001, "severity": 1, "action": action}
    return event("alert", alert=rule, **more)


def ended(packets: int, size: int, **more: object) -> Event:
    """The end of the flow: what came back to the client."""
    counts = {"pkts_toserver": 3, "bytes_toserver": 200, "pkts_toclient": packets, "bytes_toclient": size}
    tcp = {key: more.pop(key) for key in list(more) if key.startswith("tcp_")}
    return event("flow", 60, flow=counts | {"state": "new", "reason": "timeout"} | more, tcp=tcp)


def evidence(*events: Event, after: After | None = None) -> Evidence:
    """The first event is the alert."""
    return Evidence(events[0], NOON, events, after)


def contact(address: str, seconds: float) -> Contact:
    """A contact of the client's, some seconds after noon."""
    return Contact(address, NOON + timedelta(seconds=seconds), (event("tls", seconds, dest_ip=address, flow_id=78),))


def after(
    host: str = CLIENT,
    active: int | None = 0,
    again: Contact | None = None,
    new: tuple[Contact, ...] = (),
    base: float = 24,
    covered: float = 1,
    whole: bool = True,
) -> After:
    """What a host did; ``base`` and ``covered`` in hours."""
    return After(host, active, again, new, timedelta(hours=base), timedelta(hours=covered), whole)

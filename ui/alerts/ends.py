"""Who is who in an alert: client and server, and whose next hour tells whether it went on."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from ui.facts import Event, fact

_OURS = tuple(
    map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10"))
)
"""Addresses inside a site. Python's ``is_private`` also holds those for documentation."""


@dataclass(frozen=True)
class Ends:
    """The ends of an alert, as the event writes their addresses; "" where it has none.

    Attributes:
        client: who began the flow.
        server: who was asked.
        victim: whom the rule is about: what it did next is asked for.
        other: the other end.
        from_server: whether the packet that made the alert came from the server; ``None`` when nothing says so.
    """

    client: str
    server: str
    victim: str
    other: str
    from_server: bool | None


def ends(alert: Event) -> Ends:
    """Who is who in an alert.

    The victim is the one that the rule names (its ``target`` keyword), else the target of the packet; but where a host of ours
    talks to the outside, the host of ours.
    """
    source, target = fact(alert, "src_ip"), fact(alert, "dest_ip")
    client, server = fact(alert, "flow.src_ip") or source, fact(alert, "flow.dest_ip") or target
    named = fact(alert, "alert.target.ip")
    outward = is_ours(source) and bool(target) and not is_ours(target)
    victim = named if named in (source, target) and named else source if outward else target
    return Ends(client, server, victim, target if victim == source else source, _from_server(alert, source))


def is_ours(written: str) -> bool:
    """Whether it is an address inside a site: private, shared or link-local."""
    try:
        found = ip_address(written)
    except ValueError:
        return False
    return any(found in network for network in _OURS if network.version == found.version)


def _from_server(alert: Event, source: str) -> bool | None:
    direction = fact(alert, "direction")
    if direction:
        return direction == "to_client"
    client = fact(alert, "flow.src_ip"), fact(alert, "flow.src_port")
    if not client[0]:
        return None
    return (source, fact(alert, "src_port")) != client

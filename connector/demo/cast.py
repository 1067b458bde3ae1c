"""The names and addresses of the intrusion, and its clock."""

from __future__ import annotations

from connector.demo.places import Host, World
from connector.demo.wire import SECOND

VICTIM, NEIGHBOUR = 100, 116  # WS-0431 at 10.20.4.101, WS-0447 at 10.20.4.117
LURE, LURE_NAME = "203.0.113.66", "billing.contoso-pay.example"
SENDER, SENDER_NAME = "198.51.100.66", "mail.parcel-notice.example"
CONTROL, CONTROL_PORT = "203.0.113.77", 50312
DROPZONE, TUNNEL, TUNNEL_NAME = "203.0.113.78", "203.0.113.53", "syncnode.example"
PARKING = "198.51.100.23"
GUESSERS = ("203.0.113.45", "203.0.113.46", "203.0.113.47")
POWERSHELL = "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.4522"
PE32 = "PE32 executable (GUI) Intel 80386, for MS Windows, 5 sections"
PE64 = "PE32+ executable (DLL) (GUI) x86-64, for MS Windows, 6 sections"


def victim(world: World) -> Host:
    """The workstation that it is all about."""
    return world.hosts[VICTIM]


def neighbour(world: World) -> Host:
    """The workstation that is taken next."""
    return world.hosts[NEIGHBOUR]


def before(end: int, hours: int, minutes: int, seconds: int = 0) -> int:
    """A moment before the end of the capture."""
    return end - (hours * 3600 + minutes * 60 + seconds) * SECOND

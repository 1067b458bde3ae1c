"""The two ends of a conversation, and which way an event goes between them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ui.facts import Event, address, dns_answered, fact, kind

Towards = Literal["server", "client", ""]
"""The way of a step; "" for what goes neither way, or between others."""

_DNS = "53"


@dataclass(frozen=True, slots=True)
class Ends:
    """Who talks to whom.

    Attributes:
        client: the address on the left: the one that began, as far as the events tell.
        server: the address on the right.
        client_port: "" when there is none, or several.
        server_port: "" when there is none, or several.
        one_way: whether every flow began on the left, so that "client" and "server" are true words.
    """

    client: str
    server: str
    client_port: str = ""
    server_port: str = ""
    one_way: bool = True

    def towards(self, event: Event) -> Towards:
        """The way of an event, by its addresses; by its ports where both ends are one machine."""
        here, there = address(event, "src_ip"), address(event, "dest_ip")
        if self.client == self.server:
            return "client" if fact(event, "src_port") == self.server_port != self.client_port else "server"
        if (here, there) == (self.client, self.server):
            return "server"
        return "client" if (here, there) == (self.server, self.client) else ""

    def own(self, event: Event) -> bool:
        """Whether the event lies between these two, either way."""
        return {address(event, "src_ip"), address(event, "dest_ip")} == {self.client, self.server}


def ends(events: Sequence[Event], pair: tuple[str, ...] = ()) -> Ends | None:
    """The ends that most of the events are between, the client first; ``None`` when no event has two addresses.

    Args:
        events: in order of time.
        pair: two addresses that were asked for: then the first of them stands on the left.
    """
    begun = Counter(_begun(events))
    if not begun:
        return None
    pairs: Counter[frozenset[str]] = Counter()
    for (client, server, _, _), count in begun.items():
        pairs[frozenset((client, server))] += count
    # `Counter` keeps the order of arrival among equals: the flow that began first.
    busiest = pairs.most_common(1)[0][0]
    own = [each for each in begun if frozenset(each[:2]) == busiest]
    client, server = own[0][:2]
    asked = tuple(address({"ip": each}, "ip") for each in pair)
    if asked == (server, client):
        client, server = asked
    ports = [{each[2 if each[0] == client else 3] for each in own}, {each[3 if each[0] == client else 2] for each in own}]
    left, right = (next(iter(found)) if len(found) == 1 else "" for found in ports)
    return Ends(client, server, left, right, all(each[0] == client for each in own))


def _answers(event: Event) -> bool:
    """Whether an event names the server as its source: an answer, or an alert on one."""
    if kind(event) == "dns" and dns_answered(event):
        # Suricata gives an answer the direction of its packet up to version 7, and that of the flow since 8.
        return fact(event, "src_port") == _DNS
    return fact(event, "direction") == "to_client" or fact(event, "flow.dest_ip") == fact(event, "src_ip") != ""


def _begun(events: Sequence[Event]) -> Iterator[tuple[str, str, str, str]]:
    """Client, server and their ports for each event with both: as its flow's record has them, else as the flow's first event."""
    known = {fact(event, "flow_id"): _of(event) for event in events if kind(event) == "flow"}
    for event in events:
        seen = _of(event)
        if _answers(event):
            seen = seen[1], seen[0], seen[3], seen[2]
        if seen[0] and seen[1]:
            flow = fact(event, "flow_id")
            first = known.setdefault(flow, seen) if flow else seen
            # One id may stand for several flows: it is unique for one sensor, for a while.
            yield first if set(first[:2]) == set(seen[:2]) else seen


def _of(event: Event) -> tuple[str, str, str, str]:
    return address(event, "src_ip"), address(event, "dest_ip"), fact(event, "src_port"), fact(event, "dest_port")

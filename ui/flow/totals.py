"""A conversation in numbers: when, how long, how much each way, and how it ended."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ui.facts import Event, amount, fact, kind
from ui.flow.ends import Ends
from ui.flow.story import Step
from ui.flow.words import severity

_SIDES = ("server", "client")


@dataclass(frozen=True, slots=True)
class Totals:
    """The facts of a conversation.

    Attributes:
        started: of the first step with a time, UTC; ``None`` without one.
        lasted: from the first step to the last.
        bytes: what the client and the server sent; ``None`` where no event says it.
        packets: the same in packets.
        ended: whether every flow has its record, which Suricata writes when a flow ends. Without, the bytes are those
            until the last alert.
        state: of the one flow; "" when it has no record, or when there are several.
        flows: how many flows there are.
        alerts: how many alerts of each severity, in the vocabulary's words.
        kinds: how many events of each type, most frequent first.
        protocols: what was spoken: transport, then applications, each once.
    """

    started: datetime | None
    lasted: timedelta | None
    bytes: tuple[int | None, int | None]
    packets: tuple[int | None, int | None]
    ended: bool
    state: str
    flows: int
    alerts: dict[str, int]
    kinds: dict[str, int]
    protocols: tuple[str, ...]


def totals(events: Sequence[Event], steps: Sequence[Step], ends: Ends | None) -> Totals:
    """The numbers of a conversation, whose events and steps are in order of time.

    Args:
        events: all of them.
        steps: what `ui.flow.story.steps` made of them.
        ends: who talks to whom; bytes are counted from the left to the right and back.
    """
    times = [step.time for step in steps if step.time is not None]
    records = {fact(event, "flow_id"): event for event in events if kind(event) == "flow"}
    flows = {flow for event in events if (flow := fact(event, "flow_id"))}
    # The last alert of a flow knows how much there was until then.
    known = {fact(event, "flow_id"): event for event in events if amount(event, "flow.bytes_toserver") is not None} | records
    turned = {flow: ends is not None and ends.towards(event) == "client" for flow, event in known.items()}
    return Totals(
        started=datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=times[0]) if times else None,
        lasted=timedelta(microseconds=times[-1] - times[0]) if times else None,
        bytes=_each_way(known, turned, "bytes"),
        packets=_each_way(known, turned, "pkts"),
        ended=bool(flows) and flows <= records.keys(),
        state=fact(next(iter(records.values())), "flow.state", 24) if len(flows) == len(records) == 1 else "",
        flows=len(flows),
        alerts=dict(Counter(severity(event) for event in events if kind(event) == "alert")),
        kinds=dict(Counter(map(kind, events)).most_common()),
        protocols=_protocols(events),
    )


def _each_way(known: dict[str, Event], turned: dict[str, bool], unit: str) -> tuple[int | None, int | None]:
    up = _sum(amount(event, f"flow.{unit}_to{_SIDES[turned[flow]]}") for flow, event in known.items())
    down = _sum(amount(event, f"flow.{unit}_to{_SIDES[not turned[flow]]}") for flow, event in known.items())
    return up, down


def _sum(values: Iterable[float | None]) -> int | None:
    given = [int(value) for value in values if value is not None]
    return sum(given) if given else None


def _protocols(events: Sequence[Event]) -> tuple[str, ...]:
    transports = dict.fromkeys(fact(event, "proto", 16).upper() for event in events)
    applications = dict.fromkeys(fact(event, "app_proto", 24) for event in events)
    return tuple(name for name in (*transports, *applications) if name and name != "failed")

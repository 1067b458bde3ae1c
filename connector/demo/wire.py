"""What goes over the wire: times, flows, and the EVE events that belong to them.

Field names, their order and their types follow Suricata 8 (`output-json*.c`).
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import struct
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from connector.demo.dice import Dice
from connector.demo.rules import Rule

Event = dict[str, Any]
Rows = list[tuple[int, Event]]

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

NUMBERS = {"ICMP": 1, "TCP": 6, "UDP": 17}
PRINTABLE = bytes(c if 32 <= c < 127 or c in (10, 13) else 46 for c in range(256))


@lru_cache(maxsize=8192)
def clock(second: int) -> str:
    """A Unix second as `2026-10-31T14:38:21`, UTC."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def stamp(t: int) -> str:
    """Microseconds since 1970 as an EVE timestamp, UTC."""
    return f"{clock(t // SECOND)}.{t % SECOND:06d}+0000"


@lru_cache(maxsize=65536)
def packed(address: str) -> bytes:
    """The bytes of an IPv4 or IPv6 address."""
    return ipaddress.ip_address(address).packed


def wide(prefix: str, number: int) -> str:
    """An IPv6 address written as Suricata writes it: eight groups, four digits each."""
    return ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) + number).exploded


def community_id(proto: str, src: str, sport: int, dst: str, dport: int) -> str:
    """Community ID, version 1, seed 0 (github: corelight/community-id-spec)."""
    a, b = (packed(src), sport), (packed(dst), dport)
    if b < a:
        a, b = b, a
    data = b"\0\0" + a[0] + b[0] + struct.pack("!BBHH", NUMBERS[proto], 0, a[1], b[1])
    return "1:" + base64.b64encode(hashlib.sha1(data).digest()).decode()  # noqa: S324


class Flow:
    """One conversation. It counts its bytes, appends its events to `rows`, and ends with `close`."""

    __slots__ = (
        "alerted", "app", "bytes_down", "bytes_up", "cid", "dport", "dst", "id", "iface", "pkts_down", "pkts_up",
        "proto", "rows", "sensor", "sport", "src", "start", "txs", "version",
    )  # fmt: skip

    def __init__(
        self, rows: Rows, dice: Dice, t: int, src: str, sport: int, dst: str, dport: int,
        app: str | None = None, proto: str = "TCP",
    ) -> None:  # fmt: skip
        self.rows, self.start, self.app, self.proto = rows, t, app, proto
        self.src, self.sport, self.dst, self.dport = src, sport, dst, dport
        self.id = dice.getrandbits(51)
        self.version = 6 if ":" in src else 4
        edge = src.startswith("10.20.100.") or dst.startswith("10.20.100.")
        self.sensor, self.iface = ("sensor-dmz", "ens2f1") if edge else ("sensor-hq", "ens1f0")
        self.cid = community_id(proto, src, sport, dst, dport)
        self.alerted = False
        self.pkts_up = self.pkts_down = self.bytes_up = self.bytes_down = self.txs = 0
        if proto == "TCP":
            self.pkts_up, self.bytes_up, self.pkts_down, self.bytes_down = 2, 126, 1, 66

    def move(self, up: int, down: int) -> None:
        """Counts payload bytes of both directions, with the headers of the packets that carry them."""
        if up:
            n = 1 + up // 1400
            self.pkts_up += n
            self.bytes_up += up + 54 * n
        if down:
            n = 1 + down // 1400
            self.pkts_down += n
            self.bytes_down += down + 54 * n

    def head(self, t: int, kind: str, to_client: bool = False, pkt_src: str = "wire/pcap") -> Event:
        """The fields that every event of the flow begins with."""
        if to_client:
            src, sport, dst, dport = self.dst, self.dport, self.src, self.sport
        else:
            src, sport, dst, dport = self.src, self.sport, self.dst, self.dport
        if self.proto == "ICMP":
            return {
                "timestamp": stamp(t), "flow_id": self.id, "in_iface": self.iface, "event_type": kind, "src_ip": src,
                "dest_ip": dst, "proto": self.proto, "ip_v": self.version, "icmp_type": self.sport, "icmp_code": 0,
                "pkt_src": pkt_src, "community_id": self.cid,
            }  # fmt: skip
        return {
            "timestamp": stamp(t), "flow_id": self.id, "in_iface": self.iface, "event_type": kind, "src_ip": src,
            "src_port": sport, "dest_ip": dst, "dest_port": dport, "proto": self.proto, "ip_v": self.version,
            "pkt_src": pkt_src, "community_id": self.cid,
        }  # fmt: skip

    def event(
        self, t: int, kind: str, body: Mapping[str, Any], *, to_client: bool = False, tx: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Event:  # fmt: skip
        """Appends a protocol's event: `body` under the type's own name, `extra` beside it."""
        event = self.head(t, kind, to_client)
        if tx is not None:
            event["tx_id"] = tx
        event[kind] = body
        if extra:
            event.update(extra)
        event["host"] = self.sensor
        self.rows.append((t, event))
        return event

    def fileinfo(self, t: int, file: Mapping[str, Any], context: Mapping[str, Any], *, to_client: bool = True) -> None:
        """Appends a file that the flow carried; `context` holds the protocol's object."""
        event = self.head(t, "fileinfo", to_client)
        event.update(context)
        event["app_proto"] = self.app
        event["fileinfo"] = file
        event["host"] = self.sensor
        self.rows.append((t, event))

    def alert(
        self, t: int, rule: Rule, payload: bytes = b"", *, to_client: bool = False, tx: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """Appends an alert, with the protocol's object in `extra` and the flow as counted so far."""
        self.alerted = True
        event = self.head(t, "alert", to_client)
        if tx is not None:
            event["tx_id"] = tx
        event["alert"] = rule.alert()
        if extra:
            event.update(extra)
        if self.app:
            event["app_proto"] = self.app
        event["direction"] = "to_client" if to_client else "to_server"
        flow = {
            "pkts_toserver": self.pkts_up, "pkts_toclient": self.pkts_down, "bytes_toserver": self.bytes_up,
            "bytes_toclient": self.bytes_down, "start": stamp(self.start), "src_ip": self.src, "dest_ip": self.dst,
        }  # fmt: skip
        if self.proto != "ICMP":
            flow["src_port"], flow["dest_port"] = self.sport, self.dport
        event["flow"] = flow
        if payload:
            event["payload"] = base64.b64encode(payload).decode()
            event["payload_printable"] = payload.translate(PRINTABLE).decode()
        event["payload_length"] = len(payload)
        event["stream"] = 1 if payload and self.proto == "TCP" else 0
        event["verdict"] = {"action": "alert"}
        event["host"] = self.sensor
        self.rows.append((t, event))

    def anomaly(self, t: int, kind: str, name: str, layer: str | None = None, *, to_client: bool = False) -> None:
        """Appends an anomaly of the decoder, the stream engine or a protocol's parser."""
        body = {"type": kind, "event": name}
        if layer:
            body = {"app_proto": self.app or "failed", **body, "layer": layer}
        self.event(t, "anomaly", body, to_client=to_client)

    def close(self, end: int, wait: int = 0, state: str = "closed", tcp: str = "1b") -> None:
        """Appends the `flow` event, `wait` microseconds after the last packet, as the flow manager does."""
        event = self.head(end + wait, "flow")
        del event["pkt_src"], event["community_id"]
        if self.app:
            event["app_proto"] = self.app
        event["flow"] = {
            "pkts_toserver": self.pkts_up, "pkts_toclient": self.pkts_down, "bytes_toserver": self.bytes_up,
            "bytes_toclient": self.bytes_down, "start": stamp(self.start), "end": stamp(end),
            "age": (end - self.start) // SECOND, "state": state, "reason": "timeout", "alerted": self.alerted,
        }  # fmt: skip
        if self.txs:
            event["flow"]["tx_cnt"] = self.txs
        event["community_id"] = self.cid
        if self.proto == "TCP":
            event["tcp"] = TCP[tcp]
        event["host"] = self.sensor
        self.rows.append((end + wait, event))


def _flags(both: str, ts: str, tc: str, state: str, *names: str) -> Event:
    body: Event = {"tcp_flags": both, "tcp_flags_ts": ts, "tcp_flags_tc": tc}
    body.update((name, True) for name in names)
    return {**body, "state": state, "ts_max_regions": 1, "tc_max_regions": 1}


TCP = {
    "1b": _flags("1b", "1b", "1b", "closed", "syn", "fin", "psh", "ack"),
    "1e": _flags("1e", "1e", "1a", "closed", "syn", "rst", "psh", "ack"),
    "16": _flags("16", "02", "14", "closed", "syn", "rst", "ack"),
    "02": _flags("02", "02", "00", "syn_sent", "syn"),
}

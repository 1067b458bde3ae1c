"""What the two sensors say about themselves: counters, and one hour in which packets were lost."""

from __future__ import annotations

from typing import Any

from connector.demo.dice import Dice
from connector.demo.office import activity
from connector.demo.wire import HOUR, MINUTE, SECOND, Rows, stamp

# sensor -> packets a second at full activity
SENSORS = {"sensor-hq": 5200, "sensor-dmz": 1400}
# The sensor in the DMZ is overrun while its hosts are scanned: from, to (before the end), share lost.
LOSS = (9 * HOUR + 20 * MINUTE, 8 * HOUR + 40 * MINUTE, 0.043)
UPTIME = 11 * 86_400 + 7 * 3_600


def rows(seed: int, begin: int, end: int, step: int) -> Rows:
    """One `stats` event a sensor every `step` microseconds; counters only grow, as in Suricata."""
    out: Rows = []
    for place, (sensor, pace) in enumerate(SENSORS.items()):
        dice = Dice(f"{sensor} {seed}")
        packets, dropped = UPTIME * pace // 3, dice.between(300, 900)
        alerts = 12_000 // (place + 1)
        for n in range((end - begin) // step):
            t = begin + n * step + 8_000_000 + place * 1_700_000
            seen = int(pace * activity(t) / 100 * step / SECOND * (0.95 + 0.1 * dice.random()))
            lost = 0
            if sensor == "sensor-dmz" and end - LOSS[0] <= t < end - LOSS[1]:
                lost = int(seen * LOSS[2] * (0.8 + 0.4 * dice.random()))
            elif dice.chance(0.1):
                lost = dice.between(1, 40)
            packets, dropped = packets + seen, dropped + lost
            alerts += int(activity(t) * step / HOUR)
            event = {"timestamp": stamp(t), "event_type": "stats",
                     "stats": counters(packets, dropped, alerts, UPTIME + (t - begin) // SECOND, begin),
                     "host": sensor}  # fmt: skip
            out.append((t, event))
    return out


def counters(packets: int, dropped: int, alerts: int, uptime: int, begin: int) -> dict[str, Any]:
    """A `stats` object: the counters that are read most, in Suricata's shape."""
    seen = packets - dropped
    tcp, udp, icmp = seen * 88 // 100, seen * 11 // 100, seen // 200
    flows = packets // 61
    apps = {"http": 11, "tls": 34, "dns_udp": 38, "smb": 5, "krb5_tcp": 4, "ssh": 1, "smtp": 2, "quic": 4}
    return {
        "uptime": uptime,
        "capture": {"kernel_packets": packets, "kernel_drops": dropped, "errors": 0,
                    "afpacket": {"busy_loop_avg": 0, "polls": packets // 9, "poll_signal": 0, "poll_timeout": uptime,
                                 "poll_data": packets // 10, "poll_errors": 0, "send_errors": 0}},
        "decoder": {"pkts": seen, "bytes": seen * 742, "invalid": seen // 900_000, "ipv4": seen * 97 // 100,
                    "ipv6": seen * 2 // 100, "ethernet": seen, "arp": seen // 400, "tcp": tcp, "udp": udp,
                    "sctp": 0, "icmpv4": icmp, "icmpv6": icmp // 3, "vlan": 0, "avg_pkt_size": 742,
                    "max_pkt_size": 1514, "event": {"ipv4": {"trunc_pkt": seen // 2_000_000, "opt_pad_required": 0},
                                                    "udp": {"hlen_invalid": 0}}},
        "tcp": {"syn": flows * 6 // 10, "synack": flows * 55 // 100, "rst": flows // 9, "active_sessions":
                400 + packets % 700, "sessions": flows * 55 // 100, "ssn_memcap_drop": 0,
                "invalid_checksum": 0, "midstream_pickups": 0, "segment_memcap_drop": 0, "stream_depth_reached":
                flows // 3000, "reassembly_gap": dropped // 30, "overlap": flows // 200, "memuse": 6_816_768,
                "reassembly_memuse": 11_534_336},
        "flow": {"memcap": 0, "total": flows, "active": 900 + packets % 1300, "tcp": flows * 58 // 100,
                 "udp": flows * 40 // 100, "icmpv4": flows // 60, "icmpv6": flows // 300, "tcp_reuse": flows // 900,
                 "emerg_mode_entered": 0, "emerg_mode_over": 0, "memuse": 11_668_608},
        "detect": {"engines": [{"id": 0, "last_reload": stamp(begin - 6 * HOUR), "rules_loaded": 312,
                                "rules_failed": 0, "rules_skipped": 0}],
                   "alert": alerts, "alert_queue_overflow": 0, "alerts_suppressed": 0},
        "app_layer": {"flow": {name: flows * part // 100 for name, part in apps.items()},
                      "tx": {name: flows * part // 70 for name, part in apps.items()}},
    }  # fmt: skip

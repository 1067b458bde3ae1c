"""Each hunt once more, in plain Python over the lines of a file: what `test_recount` holds against the engine."""

import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from ipaddress import ip_address, ip_network
from itertools import pairwise, product
from pathlib import Path
from statistics import median
from typing import Any

import orjson

Event = dict[str, Any]
Key = tuple[Any, ...]

_INSIDE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
_NOWHERE = ("127.0.0.0/8", "224.0.0.0/4", "fe80::/10", "ff00::/8")
_LOOKUPS = r".*ipify\.org|.*ifconfig\.me|.*ip-api\.com|.*icanhazip\.com|.*checkip\..*|.*ipinfo\.io|.*myip\..*"
_SERVICES = (
    r".*ngrok.*|.*pastebin\.com|.*duckdns\.org|.*no-ip\..*|.*trycloudflare\.com|.*transfer\.sh|.*telegram\.org"
    r"|.*corsproxy\.io|.*hopto\.org"
)
_NETWORKS = {text: ip_network(text) for text in (*_INSIDE, *_NOWHERE)}


def read(path: Path) -> list[tuple[datetime, Event]]:
    """Every event with its time, in the order of the file."""
    with gzip.open(path) as lines:
        events = [orjson.loads(line) for line in lines]
    return [(datetime.fromisoformat(re.sub(r"(\.\d{6})\d*", r"\1", event["timestamp"])), event) for event in events]


def leaves(event: Any, path: str) -> list[Any]:
    """The values of a dotted field, through lists."""
    found = [event]
    for name in path.split("."):
        found = [each[name] for each in found if isinstance(each, dict) and name in each]
        found = [inner for each in found for inner in (each if isinstance(each, list) else [each])]
    return [each for each in found if each is not None and not isinstance(each, dict)]


def has(event: Event, path: str) -> bool:
    found: list[Any] = [event]
    for name in path.split("."):
        found = [each[name] for each in found if isinstance(each, dict) and name in each]
        found = [inner for each in found for inner in (each if isinstance(each, list) else [each])]
    return any(each is not None for each in found)


def word(event: Event, path: str, pattern: str) -> bool:
    """Whether a word of a text matches, in either case."""
    texts = (each for each in leaves(event, path) if isinstance(each, str))
    return any(re.fullmatch(pattern, part, re.DOTALL) for each in texts for part in re.split(r"[ \t\n\r\f\v]+", each.lower()))


def whole(event: Event, path: str, pattern: str) -> bool:
    """Whether a whole value matches, letter for letter."""
    texts = (each for each in leaves(event, path) if isinstance(each, str) and len(each.encode("utf-16-le")) <= 512)
    return any(re.fullmatch(pattern, each, re.DOTALL) for each in texts)


def number(event: Event, path: str, test: Callable[[float], bool]) -> bool:
    return any(isinstance(each, int | float) and not isinstance(each, bool) and test(each) for each in leaves(event, path))


def inside(event: Event, path: str, networks: Iterable[str]) -> bool:
    if not event.get(path):
        return False
    address = ip_address(event[path])
    return any(address.version == _NETWORKS[text].version and address in _NETWORKS[text] for text in networks)


def kind(event: Event, *kinds: str) -> bool:
    return event.get("event_type") in kinds


def port(event: Event, *ports: int) -> bool:
    return event.get("dest_port") in ports


def _program_name(event: Event) -> bool:
    return whole(event, "fileinfo.filename", r".*\.(exe|dll|com|sys|msi|scr|ocx|so|py|pl|sh|ps1|js|EXE|DLL|COM|SYS)")


def _asks(event: Event, names: str) -> bool:
    return word(event, "dns.rrname", names) or word(event, "dns.queries.rrname", names)


def _long_txt(event: Event, at: str) -> bool:
    return whole(event, f"{at}.rrname", r".{50}.*") and word(event, f"{at}.rrtype", "txt")


def _odd_port(event: Event) -> bool:
    usual = {
        "ssh": (22,),
        "smb": (139, 445),
        "rdp": (3389,),
        "http": (80, 81, 3128, 8000, 8008, 8080, 8081, 8888),
        "tls": (443, 465, 587, 636, 853, 993, 995, 8443),
    }
    return kind(event, "flow") and event.get("app_proto") in usual and not port(event, *usual[event["app_proto"]])


MATCHES: dict[str, Callable[[Event], bool]] = {
    "address-lookups": lambda e: _asks(e, _LOOKUPS),
    "administrative-shares": lambda e: whole(e, "smb.share", r".*\\([A-Z]|ADMIN|[a-z]|admin)\$"),
    "attack-response-payloads": lambda e: (
        kind(e, "alert")
        and word(e, "alert.signature", ".*(attack_response|malware|hunting).*")
        and number(e, "flow.bytes_toclient", lambda n: n >= 150)
        and not word(e, "payload_printable", "get")
    ),
    "base64-in-payloads": lambda e: kind(e, "alert") and word(e, "payload_printable", ".*(base64|-enc|encodedcommand).*"),
    "beacons": lambda e: kind(e, "http", "tls"),
    "cleartext-credentials": lambda e: (
        (kind(e, "krb5") and True in [*leaves(e, "krb5.weak_encryption"), *leaves(e, "krb5.ticket_weak_encryption")])
        or (kind(e, "ftp") and word(e, "ftp.command", "pass"))
        or (kind(e, "rdp") and has(e, "rdp.cookie"))
    ),
    "downloaded-scripts": lambda e: (
        kind(e, "fileinfo")
        and (
            word(e, "fileinfo.mimetype", ".*shell.*")
            or (word(e, "fileinfo.magic", ".*script.*") and word(e, "fileinfo.magic", ".*text.*"))
            or whole(e, "fileinfo.filename", r".*\.(ps1|psm1|vbs|vbe|js|jse|wsf|hta|bat|cmd|sh|py|pl)")
        )
    ),
    "failed-names": lambda e: kind(e, "dns") and word(e, "dns.rcode", "nxdomain"),
    "hidden-executables": lambda e: word(e, "fileinfo.magic", ".*executable.*") and not _program_name(e),
    "indicators-in-payloads": lambda e: (
        kind(e, "alert") and has(e, "payload_printable") and not word(e, "payload_printable", "get")
    ),
    "large-dns-or-icmp": lambda e: (
        kind(e, "flow")
        and (e.get("app_proto") == "dns" or e.get("proto") in ("ICMP", "IPv6-ICMP"))
        and (number(e, "flow.bytes_toclient", lambda n: n > 5000) or number(e, "flow.bytes_toserver", lambda n: n > 5000))
    ),
    "large-uploads": lambda e: (
        kind(e, "flow")
        and number(e, "flow.bytes_toserver", lambda n: n > 1_000_000)
        and not inside(e, "dest_ip", (*_INSIDE, *_NOWHERE))
    ),
    "long-txt-names": lambda e: _long_txt(e, "dns") or _long_txt(e, "dns.queries"),
    "new-signature-for-a-source": lambda e: kind(e, "alert"),
    "new-values": lambda e: True,
    "odd-ports": _odd_port,
    "old-tls-on-odd-ports": lambda e: (
        kind(e, "tls") and not whole(e, "tls.version", "TLS 1.2|TLS 1.3|UNDETERMINED") and not port(e, 443)
    ),
    "rarest-signatures": lambda e: kind(e, "alert"),
    "remote-access-from-outside": lambda e: (
        kind(e, "flow")
        and port(e, 22, 23, 3389, 5900, 5985, 5986)
        and inside(e, "dest_ip", _INSIDE)
        and not inside(e, "src_ip", (*_INSIDE, *_NOWHERE))
    ),
    "remote-services": lambda e: whole(
        e,
        "dcerpc.interfaces.uuid",
        "367abb81-9844-35f1-ad32-98f038001003|86d35949-83c9-4044-b424-db363231fd0c|1ff70682-0a51-30e8-076d-740be8cee98b"
        "|e3514235-4b06-11d1-ab04-00c04fc2dcd2|12345678-1234-abcd-ef00-01234567cffb|12345778-1234-abcd-ef00-0123456789ac",
    ),
    "rendezvous-services": lambda e: _asks(e, _SERVICES),
    "self-signed-certificates": lambda e: kind(e, "tls") and has(e, "tls.subject") and has(e, "tls.issuerdn"),
    "short-executable-names": lambda e: (
        kind(e, "fileinfo")
        and (
            word(e, "fileinfo.magic", ".*executable.*")
            or whole(e, "fileinfo.filename", r".*\.(exe|dll|ps1|bat|vbs|hta|msi|scr|sh|py)")
        )
    ),
    "smb-busy-flows": lambda e: kind(e, "smb"),
    "smb-failed-logons": lambda e: word(
        e, "smb.status", "status_(logon_failure|account_locked_out|account_disabled|wrong_password)"
    ),
    "ssh-software-outliers": lambda e: kind(e, "ssh"),
    "sweeps": lambda e: kind(e, "flow") and has(e, "dest_port"),
    "trivial-delivery": lambda e: (
        kind(e, "http")
        and (
            word(e, "http.server", "(simplehttp|wsgidav).*")
            or whole(e, "http.url", r"[^?]*\.(exe|msi|ps1|sh|py|bat|hta|vbs|dll)(\?.*)?")
        )
    ),
    "web-oddities": lambda e: (
        kind(e, "http")
        and (
            whole(e, "http.hostname", r"([0-9]{1,3}\.){3}[0-9]{1,3}")
            or port(e, 443)
            or word(e, "http.http_user_agent", ".*(python|curl|wget|powershell|webdav).*")
            or (has(e, "http.http_method") and not word(e, "http.http_method", "get|post|head"))
        )
    ),
}
"""Which events a hunt looks at."""


def keys(event: Event, form: tuple[str, ...]) -> Iterator[Key]:
    """The combinations of values that an event counts for, each once; `None` where it lacks a field."""
    yield from product(*(list(dict.fromkeys(map(_text, leaves(event, name)))) or [None] for name in form))


def groups(events: Iterable[Event], forms: tuple[tuple[str, ...], ...]) -> "tuple[Counter[Key], dict[Key, set[str]]]":
    """Events and targets by the values of the fields, those of all forms together; without those that lack the first field."""
    counts: Counter[Key] = Counter()
    targets: dict[Key, set[str]] = defaultdict(set)
    for event in events:
        for form in forms:
            for key in keys(event, form):
                if key[0] is not None:
                    counts[key] += 1
                    targets[key].add(event.get("dest_ip", ""))
    return counts, targets


def rhythm(times: Iterable[datetime]) -> tuple[int, float] | None:
    """Calls and period of what talks by the clock."""
    moments = sorted(times)
    calls = [
        later
        for earlier, later in zip([None, *moments], moments, strict=False)
        if earlier is None or (later - earlier).total_seconds() >= 1
    ]
    if len(calls) < 8:
        return None
    gaps = [round((later - earlier).total_seconds(), 3) for earlier, later in pairwise(calls)]
    period = median(gaps)
    if period < 5 or median(abs(gap - period) for gap in gaps) >= 0.2 * period:
        return None
    near = sum(abs(gap - period) <= period / 4 for gap in gaps)
    return (len(calls), period) if 2 * near >= len(gaps) else None


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

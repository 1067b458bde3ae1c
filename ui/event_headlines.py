"""What happened, as the headline of one event: a whole sentence that names both ends."""

from collections.abc import Callable

from ui.facts import (
    Event,
    address,
    dns_answered,
    dns_name,
    dns_type,
    fact,
    file,
    joined,
    kind,
    lasted,
    request,
    shortened,
    sized,
)
from ui.sentences import LONGEST, sentence


def headline(event: Event) -> str:
    """One sentence with who and whom, at most 160 characters of visible plain text; never empty, whatever the event holds."""
    name = kind(event)
    here, there = address(event, "src_ip"), address(event, "dest_ip")
    said = _TOLD[name](event, here, there) if name in _TOLD and here and there else ""
    return _ended(said or joined(joined(here, there, by=" to "), sentence(event), by=": "))


def _ended(said: str) -> str:
    shown = shortened(said, LONGEST - 1)
    return shown if shown.endswith(("?", "…", ".")) else f"{shown}."


def _alert(event: Event, here: str, there: str) -> str:
    return f"{shortened(sentence(event), 66)}, from {here} to {there}"


def _http(event: Event, here: str, there: str) -> str:
    method, host, url, status = request(event)
    if not method and not url:
        return ""
    about = joined(method, url if "://" in url or host in ("", there) else f"{shortened(host, 40)}{url}")
    return f"{here} asked {there} for {shortened(about, 60)} and got {status or 'no answer that was seen'}"


def _dns(event: Event, here: str, there: str) -> str:
    name = joined(f"the {dns_type(event)} record of" if dns_type(event) else "", shortened(dns_name(event), 50))
    if not dns_answered(event):
        return name and f"{here} asked {there} for {name}"
    # Suricata gives an answer the direction of its packet up to version 7, and that of the flow since 8.
    client, server = (there, here) if fact(event, "src_port") == "53" else (here, there)
    answer = joined(fact(event, "dns.rcode"), fact(event, "dns.answers.rdata", 45), by=", ")
    return name and f"{client} asked {server} for {name} and got {answer or 'an answer'}"


def _tls(event: Event, here: str, there: str) -> str:
    return f"{here} opened {_version(event)} to {there}, {_server(event, 'tls')}"


def _version(event: Event) -> str:
    version = fact(event, "tls.version", 12)
    return version if version.startswith(("TLS", "SSL")) else "TLS"


def _quic(event: Event, here: str, there: str) -> str:
    return f"{here} opened QUIC to {there}, {_server(event, 'quic')}"


def _server(event: Event, name: str) -> str:
    asked = fact(event, f"{name}.sni", 50)
    return f"asking for {asked}" if asked else "without naming a server"


def _flow(event: Event, here: str, there: str) -> str:
    up, down = sized(event, "flow.bytes_toserver"), sized(event, "flow.bytes_toclient")
    long, state = lasted(event, "flow.age"), fact(event, "flow.state", 20)
    said = joined(f"{here} sent {up} to {there} and got {down} back", long and f"in {long}")
    return joined(said, state, by="; ") if up and down else ""


def _fileinfo(event: Event, here: str, there: str) -> str:
    name, size, nature = file(event)
    about = joined(size, nature and f"of {shortened(nature, 30)}")
    return f"{joined(shortened(name, 40), about, by=', ')}, went from {here} to {there}"


_TOLD: dict[str, Callable[[Event, str, str], str]] = {
    "alert": _alert,
    "dns": _dns,
    "fileinfo": _fileinfo,
    "flow": _flow,
    "http": _http,
    "quic": _quic,
    "tls": _tls,
}

"""What the rule of an alert looks for, and where that stands in what the alert carried."""

import base64
import binascii
from pathlib import Path

import pandas as pd
import streamlit as st

from connector.rules import Content, Folder, Rule, parsed
from connector.rules.folder import stamp
from ui import sources, tables, text
from ui.charts import digest
from ui.facts import Event, amount, found
from ui.particulars import aligned

_OPEN, _CLOSE = "⟦", "⟧"
_SHOWN = 2_048
_PAYLOADS = ("payload", "packet")
_BUFFERS = {
    "http.uri": "http.url",
    "http.uri.raw": "http.url",
    "http_uri": "http.url",
    "http.host": "http.hostname",
    "http_host": "http.hostname",
    "http.user_agent": "http.http_user_agent",
    "http_user_agent": "http.http_user_agent",
    "http.method": "http.http_method",
    "http_method": "http.http_method",
    "dns.query": "dns.rrname",
    "dns_query": "dns.rrname",
    "tls.sni": "tls.sni",
    "tls.cert_subject": "tls.subject",
    "tls.cert_issuer": "tls.issuerdn",
}
"""Sticky buffers, and the field of an event that holds the same."""


def draw(event: Event) -> bool:
    """Draws the rule, and its contents with where they stand. False when no rule is known.

    Raises:
        ConfigError: the folder of rules cannot be used.
    """
    rule = of(event)
    if rule is None:
        return False
    st.code(text.visible(rule.text, 8_000), language=None, wrap_lines=True)
    payload = carried(event)
    if rule.contents:
        _draw_contents(rule, event, payload)
    about = [("reference", text.visible(each, 120)) for each in rule.references]
    if not any(found(event, "alert.metadata")):  # else it stands below
        about += [(text.visible(name, 30).replace("_", " "), text.visible(value, 120)) for name, value in rule.metadata]
    if about:
        st.code(aligned(about), language=None, wrap_lines=True)
    return True


def of(event: Event) -> Rule | None:
    """The rule: as the event holds it, else as the folder of rules does; ``None`` without either."""
    written = next((value for value in found(event, "alert.rule") if isinstance(value, str)), "")
    if written:
        return parsed(written)
    folder, sid = sources.settings().rules, amount(event, "alert.signature_id")
    if folder is None or sid is None:
        return None
    return _read(folder, stamp(folder)).rule(int(sid))


def carried(event: Event) -> bytes:
    """The bytes of the alert's payload, else of its packet; none where neither was logged."""
    for path in _PAYLOADS:
        for value in found(event, path):
            try:
                return base64.b64decode(value) if isinstance(value, str) else b""
            except (binascii.Error, ValueError):
                continue
    printable = next((value for value in found(event, "payload_printable") if isinstance(value, str)), "")
    return printable.encode("utf-8", "replace")


def placed(content: Content, event: Event, payload: bytes) -> str:
    """Where a content stands, in words: ``at byte 4``, ``in http.url``, ``not in what was logged``."""
    places = content.places(payload)
    field = _BUFFERS.get(content.buffer, "")
    if places:
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        return f"at byte {places[0]:,}{more}"
    values = (value for value in found(event, field) if isinstance(value, str)) if field else ()
    if any(content.places(value.encode("utf-8", "replace")) for value in values):
        return f"in {field}"
    return "not there, as it should be" if content.negated else "not in what was logged"


def marked(contents: tuple[Content, ...], payload: bytes) -> str:
    """The beginning of the payload as text, what was looked for between brackets; safe to show."""
    shown = payload[:_SHOWN]
    spans = sorted((at, at + len(each.sought)) for each in contents if not each.negated for at in each.places(shown))
    parts, end = list[str](), 0
    for start, stop in spans:
        if start >= end:
            parts += [_lines(shown[end:start]), _OPEN, _lines(shown[start:stop]), _CLOSE]
            end = stop
    return "".join([*parts, _lines(shown[end:])])


def _draw_contents(rule: Rule, event: Event, payload: bytes) -> None:
    rows = [
        (
            ("not " if each.negated else "") + text.visible(each.written, 200),
            each.buffer or "payload",
            placed(each, event, payload),
        )
        for each in rule.contents
    ]
    frame = pd.DataFrame(rows, columns=["It looks for", "In", "Found"], dtype=object)
    drawn = {
        "It looks for": tables.words("It looks for", 190),
        "In": tables.words("In", 90),
        "Found": tables.words("Found", 130),
    }
    tables.show(frame, drawn, f"contents-{digest(rule.text)}", row_height=29, most=10)
    if payload and any(each.places(payload[:_SHOWN]) for each in rule.contents if not each.negated):
        st.caption(f"What the alert carried; what the rule looks for stands between {_OPEN} and {_CLOSE}.")
        st.code(marked(rule.contents, payload), language=None, wrap_lines=True)
    elif not payload:
        st.caption("The payload was not logged: Suricata logs it with `alert: payload: yes`.")


def _lines(content: bytes) -> str:
    written = content.decode("utf-8", "replace").replace(_OPEN, "[").replace(_CLOSE, "]").replace("\r\n", "\n")
    return "\n".join(text.visible(line, None) for line in written.split("\n"))


# The stamp is part of the key: changed files are read again.
@st.cache_resource(max_entries=2, show_spinner=False)
def _read(path: Path, stamp: float) -> Folder:
    return Folder.read(path)

"""The events of one type as a table: requests, files, certificates, names, alerts, each with the columns that say most."""

from typing import Any

import pandas as pd

from connector.answers import Events
from connector.window import Window
from ui import columns, detail, rows, tables
from ui.charts import digest

_ROOM = 820
"""Pixels of a table, on a screen of 1,440."""

_ROW, _SIGHT = 29, 16
"""Pixels of a row, and rows in sight."""

_ENDS = {"src_ip": ("From", 110), "src_port": ("Port", 64), "dest_ip": ("To", 110), "dest_port": ("Port", 64)}

OWN: dict[str, dict[str, tuple[str, int]]] = {
    "alert": {
        "alert.severity": ("Severity", 70),
        "alert.signature": ("Signature", 360),
        "src_ip": ("From", 110),
        "alert.action": ("Action", 70),
        "alert.category": ("Category", 200),
        "alert.signature_id": ("Rule", 80),
    },
    "anomaly": {
        "anomaly.type": ("Kind", 90),
        "anomaly.event": ("What", 300),
        "anomaly.layer": ("Layer", 110),
        "src_ip": ("From", 110),
    },
    "dns": {
        "dns.type": ("Kind", 74),
        "dns.rrname": ("Name", 290),
        "dns.rrtype": ("Record", 66),
        "dns.queries.rrname": ("Asked for", 290),
        "dns.queries.rrtype": ("Record", 66),
        "dns.rcode": ("Answer", 90),
        "dns.answers.rdata": ("Data", 240),
    },
    "fileinfo": {
        "fileinfo.filename": ("File", 240),
        "fileinfo.size": ("Bytes", 74),
        "fileinfo.magic": ("Nature", 150),
        "fileinfo.mimetype": ("Type", 120),
        "src_ip": ("From", 110),
        "fileinfo.state": ("State", 74),
        "fileinfo.stored": ("Kept", 50),
        "fileinfo.sha256": ("SHA-256", 300),
        "fileinfo.md5": ("MD5", 230),
    },
    "flow": {
        **_ENDS,
        "proto": ("Over", 50),
        "app_proto": ("App", 64),
        "flow.bytes_toserver": ("Bytes up", 80),
        "flow.bytes_toclient": ("Bytes down", 84),
        "flow.pkts_toserver": ("Packets up", 84),
        "flow.pkts_toclient": ("Packets down", 96),
        "flow.state": ("State", 90),
        "flow.reason": ("Ended by", 80),
        "flow.start": ("Start", 230),
        "flow.end": ("End", 230),
    },
    "http": {
        "http.http_method": ("Method", 62),
        "http.hostname": ("Host", 120),
        "http.url": ("URL", 330),
        "http.status": ("Status", 56),
        "http.length": ("Bytes", 64),
        "http.http_content_type": ("Type", 130),
        "http.http_user_agent": ("User agent", 260),
        "http.http_refer": ("Referer", 200),
    },
    "smb": {
        "smb.command": ("Command", 200),
        "smb.status": ("Status", 170),
        "smb.share": ("Share", 150),
        "smb.filename": ("File", 200),
        "smb.named_pipe": ("Pipe", 110),
        "smb.dialect": ("Dialect", 70),
    },
    "tls": {
        "tls.sni": ("Server name", 180),
        "tls.version": ("Version", 70),
        "tls.subject": ("Certificate", 220),
        "tls.issuerdn": ("Issuer", 220),
        "tls.notbefore": ("Valid from", 150),
        "tls.notafter": ("Valid to", 150),
        "tls.serial": ("Serial", 220),
        "tls.fingerprint": ("Fingerprint", 300),
        "tls.ja3.hash": ("JA3", 230),
        "tls.ja3s.hash": ("JA3S", 230),
        "tls.ja4": ("JA4", 230),
    },
}
"""The types with columns of their own: each field, what stands over it, and its pixels."""

_USUAL = ("timestamp", "event_type", "src_ip", "src_port", "dest_ip", "dest_port")

COLUMNS = tuple(dict.fromkeys((*_USUAL, *(name for own in OWN.values() for name in own))))
"""All columns that a table may have."""


def draw(events: Events, places: list[int], kind: str, sentences: list[str], page: int, size: int) -> None:
    """Draws a page of the events of one type, oldest first; a click chooses the event of its row.

    Args:
        events: the conversation's.
        places: where those of this type are.
        kind: their type.
        sentences: what each says, for types without columns of their own.
        page: from 1.
        size: rows of a page.
    """
    shown = places[(page - 1) * size : page * size]
    own = [name for name in ("timestamp", *OWN.get(kind, {})) if name in events.frame]
    frame = events.frame.iloc[shown][own].reset_index(drop=True)
    # A column without a single value says nothing of this conversation.
    frame = frame[[name for name in own if name == "timestamp" or frame[name].notna().any()]]
    if kind not in OWN:
        frame = frame.assign(sentence=pd.Series(sentences[(page - 1) * size : page * size], dtype=object))
    view = columns.cells(frame)
    ids = [events.ids[place] for place in shown]
    rows.draw(
        view,
        ids,
        key=f"flow-{digest(kind, ids)}",
        state=detail.CHOSEN,
        height=tables.height(len(view), _ROW, _SIGHT),
        row_height=_ROW,
        config=_config(view, kind, _window(frame)),
        # Where the chosen event is of another type, no row is.
        required=rows.position(ids, detail.CHOSEN) is not None,
    )


def _config(view: pd.DataFrame, kind: str, window: Window) -> dict[str, Any]:
    drawn = columns.config(view, window, _ROOM)
    for name, (label, width) in OWN.get(kind, {}).items():
        if name in drawn:
            drawn[name] = {**drawn[name], "label": label, "width": width}
    return drawn


def _window(frame: pd.DataFrame) -> Window:
    times = frame["timestamp"].dropna()
    # Within a day, the time of day says it all; but which day, the head says only for the first.
    same = len(times) and times.iloc[0].date() == times.iloc[-1].date()
    return Window(times.iloc[0].to_pydatetime(), times.iloc[-1].to_pydatetime() + pd.Timedelta(seconds=1)) if same else Window()

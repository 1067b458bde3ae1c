"""What Suricata can log and this source has never seen: a declared list, and the lines of ``suricata.yaml`` that would add it."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from connector.query import Query
from ui import tables, text
from ui.panels import notes, panel
from ui.selection import Selection

_MANY = 200
_CODE, _LINES = 232, 9
"""Pixels of the lines when there are more than so many."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of event.

    Attributes:
        name: the value of ``event_type``.
        brings: what is not seen without it.
        lines: below ``types:`` of ``eve-log`` in ``suricata.yaml``, from its first column.
    """

    name: str
    brings: str
    lines: str


_EXTENDED = "- {}:\n    extended: yes"

KINDS = (
    Kind(
        "alert",
        "what the rules found, with its payload",
        "- alert:\n    payload: yes\n    payload-printable: yes\n    metadata: yes",
    ),
    Kind("flow", "who talked to whom, how long, how many bytes", "- flow"),
    Kind("dns", "names that were asked for, and the answers", "- dns"),
    Kind("http", "requests: host, address, user agent, status", _EXTENDED.format("http")),
    Kind("tls", "server names, certificates, fingerprints", "- tls:\n    extended: yes\n    ja3: yes\n    ja4: yes"),
    Kind("fileinfo", "files in transit, with their hashes", "- files:\n    force-magic: yes\n    force-hash: [md5, sha256]"),
    Kind("anomaly", "packets and streams that break the rules of their protocol", "- anomaly:\n    enabled: yes"),
    Kind("smb", "shares, files and logons of Windows machines", "- smb"),
    Kind("dcerpc", "remote calls between Windows machines", "- dcerpc"),
    Kind("krb5", "tickets: who asked for which service", "- krb5"),
    Kind("ldap", "searches in the directory", "- ldap"),
    Kind("rdp", "remote desktops: who connected, with which name", "- rdp"),
    Kind("ssh", "clients and servers of remote shells", "- ssh"),
    Kind("smtp", "mail: sender, recipients, attachments", _EXTENDED.format("smtp")),
    Kind("dhcp", "which address belonged to which machine", _EXTENDED.format("dhcp")),
    Kind("quic", "server names of connections over QUIC", "- quic"),
    Kind("ftp", "commands of file transfers", "- ftp"),
    Kind("nfs", "files on shares of Unix machines", "- nfs"),
    Kind("snmp", "questions to network devices", "- snmp"),
    Kind("sip", "telephony", "- sip"),
    Kind("mqtt", "messages of devices", "- mqtt"),
    Kind("arp", "who claims which address on the local network", "- arp:\n    enabled: yes"),
    Kind("stats", "how many packets the sensor lost", "- stats:\n    totals: yes\n    threads: no\n    deltas: no"),
)
"""The types that an analyst asks for, most missed first."""


def draw(here: Selection) -> None:
    """Draws the types that never occurred, and the lines."""
    with panel("Never seen here", key="unlogged") as note:
        seen = Selection(here.source, Query()).values("event_type", _MANY)
        missing = absent(seen.frame["key"].to_list())
        if not missing:
            st.caption(f"Every type of event that EveLens asks for has been seen: {text.number(len(KINDS))} of them.")
            notes(seen.notes)
            return
        note(f"{len(missing)} of {len(KINDS)} types · either nothing of the kind went by, or Suricata does not log it")
        rows = pd.DataFrame(
            {"Type": [each.name for each in missing], "Without it you do not see": [each.brings for each in missing]}
        )
        columns = {
            "Type": tables.words("Type", 84),
            "Without it you do not see": tables.words("Without it you do not see", 400),
        }
        tables.show(rows, columns, f"unlogged-{len(missing)}", row_height=29, most=8)
        st.caption("Lines that log them, for suricata.yaml on the sensor. Restart Suricata when they are in.")
        lines = written(missing)
        st.code(lines, language="yaml", height=_CODE if lines.count("\n") > _LINES else "content")
        notes(seen.notes)


def absent(seen: list[object]) -> tuple[Kind, ...]:
    """The types of `KINDS` that are not among the values of ``event_type``."""
    return tuple(kind for kind in KINDS if kind.name not in seen)


def kind(name: str) -> Kind:
    """The type of that name; of one that is not among `KINDS`, all that is known is how it is switched on."""
    return next((each for each in KINDS if each.name == name), Kind(name, "", f"- {name}"))


def written(kinds: tuple[Kind, ...]) -> str:
    """The lines of ``suricata.yaml`` that log these types."""
    return below("\n".join(kind.lines for kind in kinds))


def below(lines: str) -> str:
    """Lines below ``types:`` of ``eve-log``, in their place in ``suricata.yaml``."""
    head = "outputs:\n  - eve-log:\n      enabled: yes\n      types:\n"
    return head + "\n".join(" " * 8 + line for line in lines.splitlines())

"""What the doctor says that does not depend on where the events lie: of a way to a server, of clocks and sensors."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from connector.answers import Check
from connector.errors import ConnectorError
from connector.http import Client, Untrusted

SENSORS = 20
"""Sensors that the newest event is told of."""

_APART = timedelta(minutes=1)
"""What two clocks may differ."""
_SILENT = timedelta(days=1)

Look = Callable[[], list[Check]]


def gathered(looks: Iterable[tuple[str, Look]], needed: frozenset[str]) -> tuple[Check, ...]:
    """What was looked at, in order. What needs a thing that failed is left out; no failure is raised.

    Args:
        looks: each with the name of what it looks at.
        needed: the names of what all that follows needs.
    """
    found: list[Check] = []
    for name, look in looks:
        try:
            found += look()
        except ConnectorError as error:
            text, cure = error.halves
            found.append(Check(name, "failure" if name in needed else "warning", text, cure))
        if found[-1].state == "failure":
            break
    return tuple(found)


def address(client: Client, path: str, secret: str) -> list[Check]:
    """Whether the server is there, and whether anybody on the way can read along.

    Args:
        client: the way to it.
        path: what is asked.
        secret: what somebody on the way could read: "the token".
    """
    try:
        client.date(path)
    except Untrusted as error:
        text, cure = error.halves
        return [Check("address", "ok", f"{client.base} is there."), Check("TLS", "failure", text, cure)]
    return [Check("address", "ok", f"{client.base} answers."), _encryption(client, secret)]


def _encryption(client: Client, secret: str) -> Check:
    names, read = client.names, f"anybody on the way can read {secret}"
    if client.verified:
        return Check("TLS", "ok", "The connection is encrypted, and the server's certificate is trusted.")
    if client.base.startswith("https://"):
        cure = f"Set {names.ca_file} to the authority of its certificate, and {names.verify}=yes."
        return Check("TLS", "warning", f"The server's certificate is not checked: {read}.", cure)
    if urlsplit(client.base).hostname in ("localhost", "127.0.0.1", "::1"):
        return Check("TLS", "ok", "The connection is not encrypted, and does not leave this machine.")
    cure = f"Write https:// in {names.host}, if the server speaks it."
    return Check("TLS", "warning", f"The connection is not encrypted: {read}.", cure)


def clock(last: datetime | None, date: datetime | None) -> list[Check]:
    """Whether the clocks of sensors and server agree with ours.

    Args:
        last: the time of the newest event, UTC.
        date: what the server says that it is, UTC; ``None`` when it says nothing.
    """
    now = datetime.now(UTC)
    if last is not None and last > now + _APART:
        cure = "Set the clock of the sensor, or of this machine; a window of all time shows these events."
        return [Check("clock", "warning", f"The newest event is of the future: {written(last)}.", cure)]
    if date is not None and abs(date - now) > _APART:
        seconds = round((date - now).total_seconds())
        text = f"The server's clock is {abs(seconds):,} seconds {'ahead of' if seconds > 0 else 'behind'} ours."
        return [Check("clock", "warning", text, "Let both machines take their time from the network.")]
    return [Check("clock", "ok", "The server's clock agrees with ours." if date else "The server does not tell its time.")]


def sensors(newest: Mapping[str, datetime | None]) -> list[Check]:
    """Whether every sensor still sends.

    Args:
        newest: the time of the newest event of each, by names that are safe to show; ``None`` where none has a time.
    """
    seen = {name: moment for name, moment in newest.items() if moment is not None}
    if not seen:
        return []
    latest = max(seen.values())
    silent = [name for name, moment in seen.items() if latest - moment > _SILENT]
    text = f"The newest events: {'; '.join(f'{name} {written(moment)}' for name, moment in seen.items())}."
    if not silent:
        return [Check("sensors", "ok", text)]
    cure = f"Look at {', '.join(silent)}: nothing came for more than a day while others went on."
    return [Check("sensors", "warning", text, cure)]


def written(moment: datetime) -> str:
    """A time as the doctor writes it: ``2026-10-31 18:00:00Z``."""
    return f"{moment:%Y-%m-%d %H:%M:%S}Z"

"""The dashboard as a process: the demonstration made ready, the app started, its address printed last."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connector import demo
from connector.cli import app
from connector.cli.output import progress_bar, say
from connector.config import Config, handed_on
from connector.errors import ConfigError, SourceUnreachable
from connector.server.address import check_address
from connector.sources import eve
from connector.window import parse_time

FRESH = timedelta(hours=6)
"""An older demonstration would open on an empty last hour."""

_START_SECONDS = 60


def run_dashboard(config: Config, host: str, port: int) -> None:
    """Starts the app, prints its address when it answers, and waits until it is stopped.

    Raises:
        ConfigError: the address is not loopback and `EVELENS_ALLOW_REMOTE` is not set, or the port is taken.
        SourceUnreachable: the app did not start.
    """
    remote = check_address(host, config.allow_remote)
    _check_port(host, port)
    if config.source == "demo":
        prepare_demo(config)
    settings: dict[str, object] = {"server.port": port, "server.address": host}
    if remote:
        say(f"Warning: listening on {host}. Whoever reaches this port sees every event; there is no login.")
        # By what name other machines call this one, nobody knows here. Without an address of its own to show, Streamlit would
        # ask the internet for one.
        settings |= {"server.allowedHosts": ["*"], "browser.serverAddress": host}
    # The app's own folder, so that it finds its pages, and no settings of Streamlit's that lie where somebody stands.
    environ = os.environ | handed_on(config)
    process = subprocess.Popen(app.command(settings), cwd=app.folder(), env=environ, stdout=subprocess.DEVNULL)
    signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
    try:
        _wait_until_ready(process, host, port)
        say(f"EveLens shows {_what(config)}. Stop it with Ctrl-C.")
        sys.stdout.write(f"http://{host}:{port}\n")
        sys.stdout.flush()
        process.wait()
    finally:
        process.terminate()
        process.wait()


def prepare_demo(config: Config) -> None:
    """Makes the demonstration anew when its end is more than six hours old, and reads it. Its store is replaced with it."""
    path = config.demo_file
    if not path.exists() or datetime.now(UTC) - _end(path) > FRESH:
        say("Making the demonstration capture: two invented days of a busy office.")
        path.parent.mkdir(parents=True, exist_ok=True)
        eve.open(config, "demo").drop()
        unfinished = path.with_suffix(".unfinished")
        demo.write(unfinished)
        unfinished.replace(path)
    eve.open(config, "demo").read(progress_bar())


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigError(
                f"Port {port} on {host} cannot be used ({error.strerror}): choose another one with PORT= or --port."
            ) from error


def _end(path: Path) -> datetime:
    """The time of the capture's last event."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_536))
        last = file.read().splitlines()[-1]
    _, _, rest = last.partition(b'"timestamp":"')
    return parse_time(rest.partition(b'"')[0].decode())


def _wait_until_ready(child: "subprocess.Popen[bytes]", host: str, port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise SourceUnreachable(f"The dashboard stopped while starting (status {child.returncode}); the lines above say why.")
        if _healthy(host, port):
            return
        time.sleep(0.1)
    raise SourceUnreachable(f"The dashboard did not answer on http://{host}:{port} within {_START_SECONDS} s.")


def _healthy(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _what(config: Config) -> str:
    match config.source:
        case "eve":
            return ", ".join(config.eve_path) or f"the store {config.store}"
        case "scirius":
            return f"Scirius at {config.scirius_host}"
        case "opensearch":
            return f"OpenSearch at {', '.join(config.opensearch.urls)}"
        case _:
            return "the demonstration capture"

"""The verb that ships files into a cluster."""

import argparse

from connector.cli.output import progress_bar, say
from connector.config import STDIN, load
from connector.errors import ConfigError, SourceUnreachable
from connector.shipping import ship as ship_files
from connector.sources.opensearch import reach


def ship(arguments: argparse.Namespace) -> None:
    """Ships EVE files into a cluster."""
    config = load(eve_path=tuple(arguments.path) or None, opensearch=arguments.opensearch)
    if not config.eve_path or STDIN in config.eve_path:
        raise ConfigError("There are no EVE files to ship: name files, a folder or a glob.")
    try:
        done = ship_files(config.eve_path, reach(config.opensearch), progress_bar("Shipping"), _waits, name=arguments.index)
    except KeyboardInterrupt:
        say("Stopped. What was shipped so far is kept; the same command ships the rest.")
        raise
    sent = done.sent
    say(f"{sent.created:,} events shipped, {sent.there:,} were there already, in {done.seconds:.1f} s.")
    if sent.reduced:
        say(f"The cluster refused fields of {sent.reduced:,} of them: these are found by their main fields, and kept whole.")
    if done.unreadable:
        say(f"{done.unreadable:,} lines are no events and were not shipped: `evelens ingest` says which, and why.")
    if done.unread:
        raise SourceUnreachable(" ".join(done.unread))


def _waits(why: str) -> None:
    say(f"Waiting: {why}" if why else "Shipping goes on.")

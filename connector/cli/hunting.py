"""The verbs that hunt: the scoreboard, and what one hunt found."""

import argparse
from pathlib import Path

import pandas as pd

from connector import hunts as library
from connector import sigma as rules
from connector.cli.arguments import window
from connector.cli.output import answers, say, say_notes, write_frame
from connector.cli.questions import opened, settings
from connector.errors import ConfigError, SourceError
from connector.hunts import Hunt, Result
from connector.indicators import Indicator, read
from connector.query import Query
from connector.sigma import Sighting


def hunts(arguments: argparse.Namespace) -> None:
    """Prints one row a hunt, or the rows of one hunt.

    Raises:
        SourceError: the named hunt failed, or cannot run.
    """
    known = library.catalogue(settings(arguments).data)
    named = known.find(arguments.name) if arguments.name else None
    listed = _listed(arguments.list)
    source = opened(arguments)
    query = Query(arguments.filter, window(arguments))
    for problem in known.problems:
        say(problem)
    say_notes(source.notes())

    def run(each: Hunt) -> Result:
        return library.run(source, query, each, listed if each.view == "list" else ())

    if named is None:
        results = library.ordered(run(each) for each in known.hunts)
        write_frame(_board(results).head(arguments.limit or len(results)), arguments.format, answers())
        return
    result = run(named)
    if result.why:
        raise SourceError(result.why)
    say_notes(result.notes)
    before = "unknown" if result.before is None else f"{result.before:,}"
    say(f"{named.name}: {result.hits or 0:,} hits, before: {before}. {named.question}")
    frame = result.frame.drop(columns=library.GAPS, errors="ignore")
    write_frame(frame.head(arguments.limit or max(len(frame), 1)), arguments.format, answers())


def sigma(arguments: argparse.Namespace) -> None:
    """Prints one row a Sigma rule: hits first, those that are not supported last, with the reason."""
    read = rules.read(Path(arguments.path))
    source = opened(arguments)
    query = Query(arguments.filter, window(arguments))
    say_notes(source.notes())
    found = rules.ordered(rules.ask(source, query, each) for each in read)
    say_notes(tuple(dict.fromkeys(note for each in found for note in each.notes)))
    left = sum(each.state == "unsupported" for each in found)
    if left:
        say(f"{left:,} of {len(found):,} rules are not supported: the reasons stand in their rows.")
    write_frame(_sightings(found).head(arguments.limit or len(found)), arguments.format, answers())


def _sightings(found: tuple[Sighting, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "rule": pd.Series([each.rule.title for each in found], dtype="string"),
            "level": pd.Series([each.rule.level or None for each in found], dtype="string"),
            "state": pd.Series([each.state for each in found], dtype="string"),
            "hits": pd.Series([each.hits for each in found], dtype="Int64"),
            "hosts": pd.Series([each.hosts for each in found], dtype="Int64"),
            "last": pd.Series([each.last for each in found], dtype="datetime64[us, UTC]"),
            "file": pd.Series([each.rule.place for each in found], dtype="string"),
            "reason": pd.Series([each.rule.reason or each.why or None for each in found], dtype="string"),
        }
    )


def _board(results: tuple[Result, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": pd.Series([each.hunt.slug for each in results], dtype="string"),
            "state": pd.Series([each.state for each in results], dtype="string"),
            "hits": pd.Series([each.hits for each in results], dtype="Int64"),
            "before": pd.Series([each.before for each in results], dtype="Int64"),
            "look": pd.Series([each.why or each.look for each in results], dtype="string"),
        }
    )


def _listed(path: str | None) -> tuple[Indicator, ...]:
    if path is None:
        return ()
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read as a list of indicators: give a text file, one indicator a line.") from error
    listed = read(content)
    found, strange = listed.indicators, [each.text for each in listed.rejected]
    if strange:
        words = "1 word" if len(strange) == 1 else f"{len(strange):,} words"
        say(f"{words} of {path} left out, as no indicator: {', '.join(strange[:5])}.")
    if not found:
        raise ConfigError(f"{path} holds no indicator: give domains, addresses, URLs or hashes, one a line.")
    return found
